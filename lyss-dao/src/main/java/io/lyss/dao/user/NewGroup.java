package io.lyss.dao.user;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A group to be created.
 *
 * @param id the group's id, from {@link Ids#next}
 * @param name 1 to 100 characters, no spaces around
 * @param description what the group is for
 */
public record NewGroup(UUID id, String name, Optional<String> description) {

  public NewGroup {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
  }

  /** A group without a description. */
  public static NewGroup of(String name) {
    return new NewGroup(Ids.next(), name, Optional.empty());
  }

  /** The same with a description. */
  public NewGroup withDescription(String text) {
    return new NewGroup(id, name, Optional.of(text));
  }
}
