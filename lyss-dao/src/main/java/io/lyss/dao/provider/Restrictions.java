package io.lyss.dao.provider;

import io.lyss.dao.internal.Elements;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a token may be used for: never more than its owner may do.
 *
 * @param channels the channels that it may use; empty for any; {@code Optional.of(Set.of())} for
 *     none, and also after the last of them was deleted
 * @param models the models that it may use; empty for any, and {@code Optional.of(Set.of())} for
 *     none
 */
public record Restrictions(Optional<Set<UUID>> channels, Optional<Set<String>> models) {

  /** All channels and all models. */
  public static final Restrictions NONE = new Restrictions(Optional.empty(), Optional.empty());

  public Restrictions {
    channels =
        Objects.requireNonNull(channels, "channels").map(ids -> Elements.copy("channels", ids));
    models = Objects.requireNonNull(models, "models").map(names -> Models.sorted("models", names));
  }

  /** The same for these channels only. */
  public Restrictions toChannels(Set<UUID> only) {
    return new Restrictions(Optional.of(only), models);
  }

  /** The same for any channel. */
  public Restrictions toAnyChannel() {
    return new Restrictions(Optional.empty(), models);
  }

  /** The same for these models only. */
  public Restrictions toModels(Set<String> only) {
    return new Restrictions(channels, Optional.of(only));
  }

  /** The same for any model. */
  public Restrictions toAnyModel() {
    return new Restrictions(channels, Optional.empty());
  }
}
