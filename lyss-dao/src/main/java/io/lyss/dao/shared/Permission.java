package io.lyss.dao.shared;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;

/**
 * What can be permitted; the same for all tenants.
 *
 * @param name identity: lower-case words between dots, such as {@code channel.create}
 * @param description what it permits
 * @param reach how far it reaches
 * @param createdAt when it was defined
 */
public record Permission(
    String name, String description, PermissionReach reach, Instant createdAt) {

  static Permission read(Row row) throws SQLException {
    return new Permission(
        row.nextString(),
        row.nextString(),
        Sql.constant(PermissionReach.class, row.nextString()),
        row.nextInstant());
  }
}
