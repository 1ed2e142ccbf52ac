package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A key with events that are not handled yet.
 *
 * @param tenantId the tenant; the nil UUID for the whole platform
 * @param key the subject of the events
 * @param nextAt when it can be claimed: now, after a pause, or when its lease ends
 * @param claimed whether a worker has claimed it
 * @param eventId the id of its first event; if one fails, it is this one
 * @param failures how often in a row its first event could not be handled
 * @param lastError the error of the last attempt
 */
public record WaitingKey(
    UUID tenantId,
    String key,
    Instant nextAt,
    boolean claimed,
    UUID eventId,
    int failures,
    Optional<String> lastError) {}
