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
 * @param action what was done; {@code row_insert}, {@code row_update} or {@code row_delete} if the
 *     database itself recorded it; for an event, its type
 * @param resourceType the table, or another kind of resource
 * @param resourceId which one; empty for the whole kind
 * @param changes what changed, a JSON object. In an entry of the database itself, {@code before}
 *     and {@code after} hold the changed columns, {@code redacted} the names of those whose values
 *     are not recorded, {@code key} further columns of the row's key, and {@code login} the login
 *     if the row was changed without a scope
 * @param reason why system work or an administrator did it
 * @param source the service, or part of the host, that added the entry; empty if the database did
 * @param eventId the event that it was recorded from
 * @param ipAddress where the request came from; in an entry of the database itself, the address of
 *     the connection that made the change: the host's, or that of whoever works past it. Empty over
 *     a Unix socket, in work that the server does by itself, and on nodes of Citus
 * @param userAgent what the request was made with; in an entry of the database itself, the {@code
 *     application_name} of that connection
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
