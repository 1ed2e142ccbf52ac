package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An entry of the audit log.
 *
 * @param id the entry's id
 * @param userId the user who did it; empty for system work
 * @param action what was done
 * @param resourceType the kind of resource
 * @param resourceId which one; empty for the whole kind
 * @param changes what changed, a JSON object. In the database's own entries it has {@code before}
 *     and {@code after} with the changed columns, {@code redacted} with the names of changed
 *     columns whose values are withheld, {@code key} with more columns that identify the row, and
 *     for system work the {@code reason}
 * @param ipAddress where the request came from; in an entry of the database itself, the address of
 *     the connection that made the change: the host's, or that of whoever works past it. Empty over
 *     a Unix socket and in work that the server does by itself
 * @param userAgent what the request was made with; in an entry of the database itself, the {@code
 *     application_name} of that connection
 * @param createdAt when it was added
 */
public record AuditEntry(
    long id,
    OptionalInt userId,
    String action,
    String resourceType,
    OptionalLong resourceId,
    Json changes,
    Optional<String> ipAddress,
    Optional<String> userAgent,
    Instant createdAt) {}
