package io.lyss.dao.platform;

import java.time.Instant;
import java.util.Optional;

/**
 * When a distribution is to give access.
 *
 * @param from from when on; empty for now
 * @param until until when, exclusively; empty for no end
 */
public record Period(Optional<Instant> from, Optional<Instant> until) {

  /** From now on, until it is revoked. */
  public static final Period FROM_NOW = new Period(Optional.empty(), Optional.empty());

  /** From now on until a time. */
  public static Period until(Instant until) {
    return new Period(Optional.empty(), Optional.of(until));
  }

  /** From a time on, until it is revoked. */
  public static Period from(Instant from) {
    return new Period(Optional.of(from), Optional.empty());
  }

  /** From one time until another. */
  public static Period between(Instant from, Instant until) {
    return new Period(Optional.of(from), Optional.of(until));
  }
}
