package io.lyss.dao.session;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that has happened in a database.
 *
 * @param tenantId the tenant; the nil UUID for the whole platform
 * @param id identity, the same at each delivery
 * @param key what it is about, such as {@code user:<id>}; events of one key arrive in order
 * @param position order within the key
 * @param type what has happened, such as {@code tenant.suspended}
 * @param payload particulars, a JSON object
 * @param actorId the user of the scope that did it
 * @param reason why, where system work or an administrator did it
 * @param createdAt the time of the transaction
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
