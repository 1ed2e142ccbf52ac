package io.lyss.dao.shared;

import io.lyss.dao.TenantRole;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That somebody has a role.
 *
 * @param id identity
 * @param userId the user
 * @param roleId the role, if it is one of the tenant's own
 * @param builtIn the role, if it is a built-in one
 * @param assignedBy who assigned it; empty for system work
 * @param assignedAt when
 */
public record RoleAssignment(
    UUID id,
    UUID userId,
    Optional<UUID> roleId,
    Optional<TenantRole> builtIn,
    Optional<UUID> assignedBy,
    Instant assignedAt) {

  static RoleAssignment read(Row row) throws SQLException {
    return new RoleAssignment(
        row.nextUuid(),
        row.nextUuid(),
        row.nextOptionalUuid(),
        row.nextOptionalString().map(name -> Sql.constant(TenantRole.class, name)),
        row.nextOptionalUuid(),
        row.nextInstant());
  }
}
