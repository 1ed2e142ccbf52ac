package io.lyss.dao.provider;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What has failed, of a request that has failed by no fault of its own.
 *
 * @param channelWide whether the channel would fail for any model: its key is refused, its account
 *     is blocked, the provider cannot be reached
 * @param retryAfter how long the provider asks to wait; not negative, and up to an hour it counts
 */
public record Failure(boolean channelWide, Optional<Duration> retryAfter) {

  public Failure {
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /** The model has failed, and others through the channel may work: it is overloaded, or gone. */
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
