package io.lyss.dao.shared;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A role: one of the tenant's own, or a built-in one.
 *
 * @param tenantId the tenant; {@link SharedService#PLATFORM} for a built-in role
 * @param id the role's id; of a built-in role the same in every database
 * @param name unique within the tenant, case does not matter
 * @param description what it is for
 * @param permissions the names of its permissions
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

  /** Whether it is one of the three roles that every tenant sees and none changes. */
  public boolean isBuiltIn() {
    return tenantId.equals(SharedService.PLATFORM);
  }
}
