package io.lyss.dao.shared;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry of the audit log.
 *
 * @param tenantId the tenant; {@link SharedService#PLATFORM} for the whole platform
 * @param id the entry's id
 * @param actorId who did it; empty for system work
 * @param action what was done; of an event its type
 * @param resourceType the kind of resource
 * @param resourceId which one; empty for the whole kind
 * @param changes what changed, a JSON object
 * @param reason why system work or an administrator did it
 * @param source the service in which it happened
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
    String source,
    Optional<UUID> eventId,
    Optional<String> ipAddress,
    Optional<String> userAgent,
    Instant createdAt) {}
