package io.lyss.dao.user;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * An organisation that shares the platform.
 *
 * @param id identity
 * @param name display name
 * @param slug handle, unique: what a login names the tenant by
 * @param status whether its scope may write
 * @param plan what it has ordered
 * @param maxUsers how many users it may have that are not inactive
 * @param maxApiCalls how many calls a month; the host counts them
 * @param createdAt when it was created
 * @param updatedAt when it was changed last
 */
public record Tenant(
    UUID id,
    String name,
    String slug,
    TenantStatus status,
    Plan plan,
    int maxUsers,
    int maxApiCalls,
    Instant createdAt,
    Instant updatedAt) {

  static Tenant read(Row row) throws SQLException {
    return new Tenant(
        row.nextUuid(),
        row.nextString(),
        row.nextString(),
        Sql.constant(TenantStatus.class, row.nextString()),
        Sql.constant(Plan.class, row.nextString()),
        row.nextInt(),
        row.nextInt(),
        row.nextInstant(),
        row.nextInstant());
  }
}
