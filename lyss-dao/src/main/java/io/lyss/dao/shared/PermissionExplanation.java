package io.lyss.dao.shared;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Why a user has a permission, or why not, as far as this scope can see.
 *
 * @param permission the permission's name
 * @param reach how far it reaches
 * @param roles every role that the user has
 */
public record PermissionExplanation(
    String permission, PermissionReach reach, List<HeldRole> roles) {

  public PermissionExplanation {
    Objects.requireNonNull(permission, "permission");
    Objects.requireNonNull(reach, "reach");
    roles = List.copyOf(roles);
  }

  /**
   * A role that a user has.
   *
   * @param roleId the role
   * @param name its name
   * @param ofScope whether it is the role of the current user's scope; otherwise it was assigned
   * @param assignedBy who assigned it; empty for system work, and for the scope's role
   * @param assignedAt when; empty for the scope's role
   * @param grants whether it has the permission
   */
  public record HeldRole(
      UUID roleId,
      String name,
      boolean ofScope,
      Optional<UUID> assignedBy,
      Optional<Instant> assignedAt,
      boolean grants) {

    /** The name, and where the role comes from. */
    @Override
    public String toString() {
      return name
          + (ofScope
              ? " of the scope"
              : assignedBy.map(by -> " assigned by user " + by).orElse(""));
    }
  }

  /** Whether the user has the permission: the answer of {@link PermissionDao#has}. */
  public boolean granted() {
    return roles.stream().anyMatch(HeldRole::grants);
  }

  /** One sentence for a person. */
  @Override
  public String toString() {
    if (granted()) {
      return permission + " is granted through " + names(true);
    }
    if (roles.isEmpty()) {
      return permission + " is denied: no role";
    }
    return permission
        + " is denied: not in "
        + names(false)
        + (reach == PermissionReach.PLATFORM ? "; it reaches beyond the tenant" : "");
  }

  private String names(boolean granting) {
    return roles.stream()
        .filter(role -> role.grants() == granting)
        .map(HeldRole::toString)
        .collect(Collectors.joining(", "));
  }
}
