package io.lyss.dao.user;

import io.lyss.dao.TenantRole;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A person of a tenant.
 *
 * @param tenantId the tenant
 * @param id identity
 * @param email unique within the tenant, case does not matter
 * @param username what to call them; not unique
 * @param fullName their name
 * @param avatarUrl where their picture is
 * @param status whether they may log in
 * @param role what they may do in the tenant
 * @param emailVerified whether the address was shown to be theirs
 * @param lastLoginAt when they logged in last
 * @param createdAt when they were created
 * @param updatedAt when they were changed last
 */
public record User(
    UUID tenantId,
    UUID id,
    String email,
    Optional<String> username,
    Optional<String> fullName,
    Optional<String> avatarUrl,
    UserStatus status,
    TenantRole role,
    boolean emailVerified,
    Optional<Instant> lastLoginAt,
    Instant createdAt,
    Instant updatedAt) {

  static User read(Row row) throws SQLException {
    return new User(
        row.nextUuid(),
        row.nextUuid(),
        row.nextString(),
        row.nextOptionalString(),
        row.nextOptionalString(),
        row.nextOptionalString(),
        Sql.constant(UserStatus.class, row.nextString()),
        Sql.constant(TenantRole.class, row.nextString()),
        row.nextBoolean(),
        row.nextOptionalInstant(),
        row.nextInstant(),
        row.nextInstant());
  }
}
