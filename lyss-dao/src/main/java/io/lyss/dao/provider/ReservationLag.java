package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * How many reservations are open.
 *
 * @param reserved how many have not ended
 * @param expired how many of them have expired and still hold quota, which {@link
 *     MaintenanceDao#expireReservations} gives back
 * @param expiredSince when the first of those expired; empty for none
 */
public record ReservationLag(long reserved, long expired, Optional<Instant> expiredSince) {}
