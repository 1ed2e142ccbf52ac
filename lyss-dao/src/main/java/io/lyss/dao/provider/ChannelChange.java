package io.lyss.dao.provider;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to change about a channel; what is empty stays as it is.
 *
 * @param name 1 to 100 characters, no spaces around
 * @param priority 1 to 100
 * @param weight 1 to 1000
 * @param quota no less than was used
 * @param rateLimit requests a minute
 * @param models the models that it serves, in place of all that it served
 */
public record ChannelChange(
    Optional<String> name,
    OptionalInt priority,
    OptionalInt weight,
    Optional<Quota> quota,
    OptionalInt rateLimit,
    Optional<Models> models) {

  /** Nothing, to begin with. */
  public static final ChannelChange NONE =
      new ChannelChange(
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty());

  public ChannelChange withName(String value) {
    return new ChannelChange(Optional.of(value), priority, weight, quota, rateLimit, models);
  }

  public ChannelChange withPriority(int value) {
    return new ChannelChange(name, OptionalInt.of(value), weight, quota, rateLimit, models);
  }

  public ChannelChange withWeight(int value) {
    return new ChannelChange(name, priority, OptionalInt.of(value), quota, rateLimit, models);
  }

  public ChannelChange withQuota(Quota value) {
    return new ChannelChange(name, priority, weight, Optional.of(value), rateLimit, models);
  }

  public ChannelChange withRateLimit(int value) {
    return new ChannelChange(name, priority, weight, quota, OptionalInt.of(value), models);
  }

  public ChannelChange withModels(Models value) {
    return new ChannelChange(name, priority, weight, quota, rateLimit, Optional.of(value));
  }
}
