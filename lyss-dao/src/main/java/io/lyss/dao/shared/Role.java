package io.lyss.dao.shared;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A role: one of the tenant's own, or a built-in one.
 *
 * @param tenantId the tenant; {@link SharedService#PLATFORM} for a built-in role
 * @param id identity; of a built-in role the same in every database
 * @param name unique within the tenant, case does not matter
 * @param description what it is for
 * @param permissions the names of what it permits
 * @param createdAt when it was created
 * @param updatedAt when it was changed last
 */
public record Role(
    UUID tenantId,
    UUID id,
    String name,
    Optional<String> description,
    Set<String> permissions,
    Instant createdAt,
    Instant updatedAt) {

  public Role {
    Objects.requireNonNull(tenantId, "tenantId");
    permissions = Set.copyOf(permissions);
  }

  /** Whether it is one of the three that every tenant sees and none changes. */
  public boolean isBuiltIn() {
    return tenantId.equals(SharedService.PLATFORM);
  }

  static Role read(Row row) throws SQLException {
    return new Role(
        row.nextUuid(),
        row.nextUuid(),
        row.nextString(),
        row.nextOptionalString(),
        Set.copyOf(row.nextTexts()),
        row.nextInstant(),
        row.nextInstant());
  }
}
