package io.lyss.dao.platform;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;
import java.time.Instant;

/**
 * An organization provider given to a user.
 *
 * @param id identity
 * @param providerId the provider
 * @param userId who may use it
 * @param distributedBy who decided so, last
 * @param distributedAt when it was distributed, last
 * @param active false once it is revoked
 */
public record Distribution(
    int id, int providerId, int userId, int distributedBy, Instant distributedAt, boolean active) {

  static Distribution read(Row row) throws SQLException {
    return new Distribution(
        row.nextInt(),
        row.nextInt(),
        row.nextInt(),
        row.nextInt(),
        row.nextInstant(),
        row.nextBoolean());
  }
}
