package io.lyss.dao.platform;

import io.lyss.dao.UsageWindow;
import io.lyss.dao.internal.Elements;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which usage is added up, and how it is grouped.
 *
 * @param window the time, and how it is divided
 * @param dimensions by what it is grouped; other dimensions are added up
 * @param userId only usage of this user
 * @param providerId only usage of this provider
 * @param model only usage of this model
 */
public record UsageQuery(
    UsageWindow window,
    Set<UsageDimension> dimensions,
    OptionalInt userId,
    OptionalInt providerId,
    Optional<String> model) {

  public UsageQuery {
    Objects.requireNonNull(window, "window");
    dimensions = Elements.copy("dimensions", dimensions);
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(providerId, "providerId");
    Objects.requireNonNull(model, "model");
  }

  /** All usage of a time that the scope sees. */
  public static UsageQuery of(UsageWindow window, UsageDimension... dimensions) {
    return new UsageQuery(
        window, Set.of(dimensions), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
  }

  /** The same, of one user. */
  public UsageQuery ofUser(int id) {
    return new UsageQuery(window, dimensions, OptionalInt.of(id), providerId, model);
  }

  /** The same, of one provider. */
  public UsageQuery ofProvider(int id) {
    return new UsageQuery(window, dimensions, userId, OptionalInt.of(id), model);
  }

  /** The same, of one model. */
  public UsageQuery ofModel(String name) {
    return new UsageQuery(window, dimensions, userId, providerId, Optional.of(name));
  }
}
