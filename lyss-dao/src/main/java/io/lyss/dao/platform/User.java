package io.lyss.dao.platform;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A person of the organisation.
 *
 * @param id identity; positive
 * @param username unique, case matters
 * @param email unique, case does not matter
 * @param role what the user may do beyond their own work
 * @param active whether the user may use anything at all
 * @param createdAt when the user was created
 * @param updatedAt when the user was changed last
 */
public record User(
    int id,
    String username,
    String email,
    UserRole role,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {

  static User read(Row row) throws SQLException {
    return new User(
        row.nextInt(),
        row.nextString(),
        row.nextString(),
        Sql.constant(UserRole.class, row.nextString()),
        row.nextBoolean(),
        row.nextInstant(),
        row.nextInstant());
  }
}
