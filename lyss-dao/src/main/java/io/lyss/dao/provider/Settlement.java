package io.lyss.dao.provider;

import java.util.OptionalLong;

/**
 * How a reservation has ended. The first call that ended it decides.
 *
 * @param state how it has ended
 * @param amount what the request used, if it was settled
 */
public record Settlement(ReservationState state, OptionalLong amount) {}
