package io.lyss.dao.shared;

import io.lyss.dao.Ids;
import io.lyss.dao.internal.Elements;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A role to be created.
 *
 * @param id the role's id, from {@link Ids#next}
 * @param name 1 to 50 characters, no spaces around; not the name of a built-in role
 * @param description what it is for
 * @param permissions the names of its permissions, none beyond the tenant
 */
public record NewRole(UUID id, String name, Optional<String> description, Set<String> permissions) {

  public NewRole {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    permissions = Elements.copy("permissions", permissions);
  }

  /** One without a description. */
  public static NewRole of(String name, Set<String> permissions) {
    return new NewRole(Ids.next(), name, Optional.empty(), permissions);
  }

  /** The same with a description. */
  public NewRole withDescription(String text) {
    return new NewRole(id, name, Optional.of(text), permissions);
  }
}
