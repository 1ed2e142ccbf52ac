package io.lyss.dao.shared;

import java.util.Objects;

/**
 * A permission to be defined.
 *
 * @param name two lower-case words or more between dots, such as {@code report.export}; 100
 *     characters at most
 * @param description what it permits; not blank
 * @param reach how far it reaches
 * @param forEndUsers whether the built-in role of end users has it; only with {@link
 *     PermissionReach#TENANT}
 */
public record NewPermission(
    String name, String description, PermissionReach reach, boolean forEndUsers) {

  public NewPermission {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(reach, "reach");
  }

  /** One for the administrators of a tenant. */
  public static NewPermission ofTenant(String name, String description) {
    return new NewPermission(name, description, PermissionReach.TENANT, false);
  }

  /** One for those who administer the platform. */
  public static NewPermission ofPlatform(String name, String description) {
    return new NewPermission(name, description, PermissionReach.PLATFORM, false);
  }

  /** The same, for end users too. */
  public NewPermission forEndUsersToo() {
    return new NewPermission(name, description, reach, true);
  }
}
