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
public record ChannelFailure(boolean channelWide, Optional<Duration> retryAfter) {

  public ChannelFailure {
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /**
   * The model has failed, because it is overloaded or gone. Other models through the channel may
   * work.
   */
  public static ChannelFailure ofModel() {
    return new ChannelFailure(false, Optional.empty());
  }

  /** The whole channel has failed. */
  public static ChannelFailure ofChannel() {
    return new ChannelFailure(true, Optional.empty());
  }

  /** The same with the time that the provider's {@code Retry-After} asks for. */
  public ChannelFailure withRetryAfter(Duration asked) {
    return new ChannelFailure(channelWide, Optional.of(asked));
  }
}
