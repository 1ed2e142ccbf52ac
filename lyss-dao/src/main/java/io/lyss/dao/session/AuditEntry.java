package io.lyss.dao.session;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry of the audit log.
 *
 * @param tenantId the tenant; {@link Service#PLATFORM} for the whole platform
 * @param id the entry's id
 * @param actorId who did it; empty for system work
 * @param action what was done; {@code row_insert}, {@code row_update} or {@code row_delete} where
 *     the database tells of it; of an event its type
 * @param resourceType the table, or another kind of resource
 * @param resourceId which one; empty for the whole kind
 * @param changes what changed, a JSON object; what the database enters has {@code before} and
 *     {@code after} with the columns that have changed, {@code redacted} with the names of those
 *     whose values are not told, {@code key} with more that names the row, and {@code login} where
 *     it was changed past the scopes
 * @param reason why system work or an administrator did it
 * @param source the service, or part of the host, that tells of it; empty where the database does
 * @param eventId the event that it was recorded from
 * @param ipAddress where the request came from
 * @param userAgent what the request was made with
 * @param createdAt when
 */
public record AuditEntry(
    UUID tenantId,
    UUID id,
    Optional<UUID> actorId,
    String action,
    String resourceType,
    Optional<String> resourceId,
    Json changes,
    Optional<String> reason,
    Optional<String> source,
    Optional<UUID> eventId,
    Optional<String> ipAddress,
    Optional<String> userAgent,
    Instant createdAt) {}
