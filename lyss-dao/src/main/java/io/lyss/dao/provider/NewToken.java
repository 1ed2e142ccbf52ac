package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A token to be issued.
 *
 * @param id the token's id, from {@link Ids#next}
 * @param name for people: 1 to 100 characters, no spaces around; not unique
 * @param restrictions what it may be used for
 * @param limits how much it may be used
 * @param expiresAt when it expires
 */
public record NewToken(
    UUID id, String name, Restrictions restrictions, Limits limits, Optional<Instant> expiresAt) {

  public NewToken {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(restrictions, "restrictions");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /** A token without restrictions, which does not expire. */
  public static NewToken of(String name) {
    return new NewToken(
        Ids.next(), name, Restrictions.NONE, new Limits(Quota.UNLIMITED, 60), Optional.empty());
  }

  /** The same, valid for these channels only. */
  public NewToken withChannels(Set<UUID> channels) {
    return new NewToken(id, name, restrictions.toChannels(channels), limits, expiresAt);
  }

  /** The same, valid for these models only. */
  public NewToken withModels(Set<String> models) {
    return new NewToken(id, name, restrictions.toModels(models), limits, expiresAt);
  }

  /** The same with a quota and requests a minute. */
  public NewToken withLimits(Quota quota, int rateLimit) {
    return new NewToken(id, name, restrictions, new Limits(quota, rateLimit), expiresAt);
  }

  /** The same, valid until a time. */
  public NewToken expiring(Instant at) {
    return new NewToken(id, name, restrictions, limits, Optional.of(at));
  }
}
