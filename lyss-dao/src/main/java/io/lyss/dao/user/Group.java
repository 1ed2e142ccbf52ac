package io.lyss.dao.user;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A group of a tenant's users.
 *
 * @param tenantId the tenant
 * @param id the group's id
 * @param name unique within the tenant
 * @param description what the group is for
 * @param createdBy the user who created it
 * @param createdAt when it was created
 */
public record Group(
    UUID tenantId,
    UUID id,
    String name,
    Optional<String> description,
    UUID createdBy,
    Instant createdAt) {}
