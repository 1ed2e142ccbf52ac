package io.lyss.dao.provider;

import java.util.OptionalLong;

/**
 * How a reservation has ended, whoever has ended it first.
 *
 * @param state how it has ended
 * @param amount what the request took, if it was settled
 */
public record Settlement(ReservationState state, OptionalLong amount) {}
