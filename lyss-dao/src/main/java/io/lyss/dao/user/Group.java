package io.lyss.dao.user;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A group of a tenant's users.
 *
 * @param tenantId the tenant
 * @param id identity
 * @param name unique within the tenant
 * @param description what it is for
 * @param createdBy who created it
 * @param createdAt when
 */
public record Group(
    UUID tenantId,
    UUID id,
    String name,
    Optional<String> description,
    UUID createdBy,
    Instant createdAt) {

  static Group read(Row row) throws SQLException {
    return new Group(
        row.nextUuid(),
        row.nextUuid(),
        row.nextString(),
        row.nextOptionalString(),
        row.nextUuid(),
        row.nextInstant());
  }
}
