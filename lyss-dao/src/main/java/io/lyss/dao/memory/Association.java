package io.lyss.dao.memory;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * That two memories of a user belong together. It has no direction.
 *
 * @param tenantId the tenant
 * @param id identity
 * @param userId the user of both
 * @param memoryId one of the two
 * @param relatedMemoryId the other
 * @param type how they belong together
 * @param strength more than 0, up to 1
 * @param createdAt when they were associated first
 */
public record Association(
    UUID tenantId,
    UUID id,
    UUID userId,
    UUID memoryId,
    UUID relatedMemoryId,
    AssociationType type,
    double strength,
    Instant createdAt) {

  static Association read(Row row) throws SQLException {
    return new Association(
        row.nextUuid(),
        row.nextUuid(),
        row.nextUuid(),
        row.nextUuid(),
        row.nextUuid(),
        Sql.constant(AssociationType.class, row.nextString()),
        row.nextDouble(),
        row.nextInstant());
  }
}
