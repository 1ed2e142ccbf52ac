package io.lyss.dao.shared;

import io.lyss.dao.internal.Elements;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    permissions = Elements.copy("permissions", permissions);
  }

  /** The same under another name. */
  public Role withName(String other) {
    return with(other, description, permissions);
  }

  /** The same with what it is for; null for nothing said. */
  public Role withDescription(@Nullable String text) {
    return with(name, Optional.ofNullable(text), permissions);
  }

  /** The same with these permissions and no others. */
  public Role withPermissions(Set<String> names) {
    return with(name, description, names);
  }

  private Role with(String otherName, Optional<String> text, Set<String> names) {
    return new Role(tenantId, id, otherName, text, names, createdAt, updatedAt);
  }

  /** Whether it is one of the three roles that every tenant sees and none changes. */
  public boolean builtIn() {
    return tenantId.equals(SharedService.PLATFORM);
  }
}
