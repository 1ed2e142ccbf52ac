package io.lyss.dao.provider;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What has failed, if a request has failed and was not itself the cause.
 *
 * @param channelWide whether the channel would fail for any model: its key is refused, its account
 *     is blocked, the provider cannot be reached
 * @param retryAfter how long the provider asks to wait; not negative. More than an hour counts as
 *     an hour
 */
public record Failure(boolean channelWide, Optional<Duration> retryAfter) {

  public Failure {
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /**
   * The model has failed, because it is overloaded or gone. Other models through the channel may
   * work.
   */
  public static Failure ofModel() {
    return new Failure(false, Optional.empty());
  }

  /** The whole channel has failed. */
  public static Failure ofChannel() {
    return new Failure(true, Optional.empty());
  }

  /** The same with the time that the provider's {@code Retry-After} asks for. */
  public Failure withRetryAfter(Duration asked) {
    return new Failure(channelWide, Optional.of(asked));
  }
}
