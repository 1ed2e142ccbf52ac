package io.lyss.dao;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A period of which usage is read, and how it is divided.
 *
 * @param from the first instant; {@link Instant#MIN} for all. Roll-ups are per quarter of an hour,
 *     so both ends have to lie on one
 * @param to the first instant after it; {@link Instant#MAX} for all
 * @param bucket what usage is added up by
 * @param zone the time zone in which buckets begin, by name, such as {@code Asia/Kathmandu}, or UTC
 */
public record UsageWindow(Instant from, Instant to, UsageBucket bucket, ZoneId zone) {

  public UsageWindow {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(bucket, "bucket");
    Objects.requireNonNull(zone, "zone");
  }

  /** One sum of the whole period. */
  public static UsageWindow of(Instant from, Instant to) {
    return new UsageWindow(from, to, UsageBucket.ALL, ZoneOffset.UTC);
  }

  /** The same period, divided into buckets of a time zone. */
  public UsageWindow by(UsageBucket other, ZoneId where) {
    return new UsageWindow(from, to, other, where);
  }
}
