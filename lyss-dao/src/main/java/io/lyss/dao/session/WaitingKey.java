package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A key with events that were not handled yet.
 *
 * @param tenantId the tenant; the nil UUID for the whole platform
 * @param key what the events are about
 * @param nextAt when it can be taken up: now, after a pause, or when the lease on it ends
 * @param claimed whether a worker has it at present
 * @param failures how often in a row its first event could not be handled
 * @param lastError why, the last time
 */
public record WaitingKey(
    UUID tenantId,
    String key,
    Instant nextAt,
    boolean claimed,
    int failures,
    Optional<String> lastError) {}
