package io.lyss.dao.user;

import io.lyss.dao.PasswordHash;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What the host needs to decide whether somebody may log in. The hash is not shown by {@code
 * toString}.
 *
 * @param tenantId the tenant
 * @param userId the user
 * @param passwordHash what to verify the password against
 * @param tenantStatus whether the tenant is active
 * @param userStatus whether the user may log in
 */
public record Login(
    UUID tenantId,
    UUID userId,
    PasswordHash passwordHash,
    TenantStatus tenantStatus,
    UserStatus userStatus) {

  static Login read(Row row) throws SQLException {
    return new Login(
        row.nextUuid(),
        row.nextUuid(),
        PasswordHash.of(row.nextString()),
        Sql.constant(TenantStatus.class, row.nextString()),
        Sql.constant(UserStatus.class, row.nextString()));
  }
}
