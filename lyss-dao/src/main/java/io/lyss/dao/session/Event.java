package io.lyss.dao.session;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event that a database has published.
 *
 * @param tenantId the tenant; the nil UUID for the whole platform
 * @param id the event's id, the same at each delivery
 * @param key the subject, such as {@code user:<id>}; events of one key arrive in order
 * @param position the place in the order of the key's events
 * @param type what happened, such as {@code tenant.suspended}
 * @param payload details, a JSON object
 * @param actorId the user or administrator of the scope that published it
 * @param reason the reason of the scope, if that was a system's or an administrator's
 * @param createdAt the start of the transaction that published it
 */
public record Event(
    UUID tenantId,
    UUID id,
    String key,
    long position,
    String type,
    Json payload,
    Optional<UUID> actorId,
    Optional<String> reason,
    Instant createdAt) {}
