package io.lyss.dao;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A time of which usage is read, and how it is cut.
 *
 * @param from the first instant; {@link Instant#MIN} for all. Roll-ups are kept by the quarter of
 *     an hour: both ends lie on one
 * @param to the first instant after it; {@link Instant#MAX} for all
 * @param bucket what usage is added up by
 * @param zone the time zone that buckets begin in, by name, such as {@code Asia/Kathmandu}, or UTC
 */
public record UsageWindow(Instant from, Instant to, UsageBucket bucket, ZoneId zone) {

  public UsageWindow {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(zone, "zone");
  }

  /** One sum of the whole time. */
  public static UsageWindow of(Instant from, Instant to) {
    return new UsageWindow(from, to, UsageBucket.ALL, ZoneOffset.UTC);
  }

  /** The same time, cut into buckets of a time zone. */
  public UsageWindow by(UsageBucket other, ZoneId where) {
    return new UsageWindow(from, to, other, where);
  }
}
