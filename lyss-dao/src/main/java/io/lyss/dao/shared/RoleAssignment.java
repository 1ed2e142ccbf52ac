package io.lyss.dao.shared;

import io.lyss.dao.TenantRole;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A role that a user has.
 *
 * @param id the assignment's id
 * @param userId the user
 * @param roleId the role, if it is the tenant's own
 * @param builtInRole the role, if it is built in
 * @param assignedBy who assigned it; empty for system work
 * @param assignedAt when
 */
public record RoleAssignment(
    UUID id,
    UUID userId,
    Optional<UUID> roleId,
    Optional<TenantRole> builtInRole,
    Optional<UUID> assignedBy,
    Instant assignedAt) {}
