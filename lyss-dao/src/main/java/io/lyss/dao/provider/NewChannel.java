package io.lyss.dao.provider;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.UUID;

/**
 * A channel to be created.
 *
 * @param id the channel's id, from {@link Ids#next}: made before the channel, so that the encrypted
 *     key can be bound to it
 * @param name 1 to 100 characters, no spaces around
 * @param typeId the kind of provider
 * @param key the provider's key, encrypted
 * @param models the models that it serves
 * @param share which requests it gets
 * @param limits how much it may be used
 */
public record NewChannel(
    UUID id, String name, long typeId, Ciphertext key, Models models, Share share, Limits limits) {

  public NewChannel {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(share, "share");
    Objects.requireNonNull(limits, "limits");
  }

  /** A channel of the lowest priority without a quota. */
  public static NewChannel of(String name, long typeId, Ciphertext key, Models models) {
    return new NewChannel(
        Ids.next(), name, typeId, key, models, new Share(1, 1), new Limits(Quota.UNLIMITED, 100));
  }

  /** The same with the id that the encrypted key is bound to. */
  public NewChannel withId(UUID other) {
    return new NewChannel(other, name, typeId, key, models, share, limits);
  }

  /**
   * The same with a priority (the highest is selected first) and a weight among channels of one
   * priority.
   */
  public NewChannel withShare(int priority, int weight) {
    return new NewChannel(id, name, typeId, key, models, new Share(priority, weight), limits);
  }

  /** The same with a quota and requests a minute. */
  public NewChannel withLimits(Quota quota, int rateLimit) {
    return new NewChannel(id, name, typeId, key, models, share, new Limits(quota, rateLimit));
  }

  /**
   * Which requests a channel gets.
   *
   * @param priority 1 to 100: of the channels that can serve, the highest priority wins
   * @param weight 1 to 1000: the share among channels of one priority
   */
  public record Share(int priority, int weight) {}
}
