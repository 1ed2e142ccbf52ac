package io.lyss.dao.session;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event that could not be handled, and was {@linkplain EventDao#giveUp given up}.
 *
 * @param tenantId the tenant; the nil UUID for the whole platform
 * @param id the event's id, which stays the same if the event is taken back
 * @param key the subject, such as {@code user:<id>}
 * @param type what has happened, such as {@code tenant.suspended}
 * @param payload details, a JSON object
 * @param actorId the user or administrator of the scope that published it
 * @param reason the reason of the scope that published it, if that was a system's or an
 *     administrator's
 * @param createdAt the start of the transaction that published it
 * @param failures how often in a row it could not be handled, 1 or more
 * @param lastError the error of the last time
 * @param givenUpBecause the reason of the system work that gave it up
 * @param givenUpAt when it was given up
 */
public record GivenUpEvent(
    UUID tenantId,
    UUID id,
    String key,
    String type,
    Json payload,
    Optional<UUID> actorId,
    Optional<String> reason,
    Instant createdAt,
    int failures,
    Optional<String> lastError,
    String givenUpBecause,
    Instant givenUpAt) {}
