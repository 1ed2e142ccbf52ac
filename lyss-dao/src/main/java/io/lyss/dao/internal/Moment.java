package io.lyss.dao.internal;

import java.time.Instant;

/**
 * The time before the database was asked.
 *
 * @param nanos by a clock that runs evenly, and may stand still while this machine sleeps
 * @param millis by one that does not stand still, and may be set
 * @param ofDatabase what the clock of the database showed then, or later, in microseconds since
 *     1970
 */
record Moment(long nanos, long millis, long ofDatabase) {

  private static final long LAST_SECOND = Long.MAX_VALUE / 1_000_000;

  static Moment now() {
    return new Moment(System.nanoTime(), System.currentTimeMillis(), 0);
  }

  Moment answeredAt(Instant time) {
    return new Moment(nanos, millis, micros(time));
  }

  boolean isBefore(Moment other) {
    return nanos - other.nanos < 0;
  }

  /**
   * How long ago it is, in nanoseconds: what the clock says that says more. If one was set back,
   * for ever.
   */
  long age() {
    long byWall = System.currentTimeMillis() - millis;
    return byWall < 0
        ? Long.MAX_VALUE
        : Math.max(System.nanoTime() - nanos, Math.multiplyExact(byWall, 1_000_000L));
  }

  /** What the clock of the database shows at most now, if the moment is so long ago. */
  long ofDatabaseAfter(long age) {
    return ofDatabase + age / 1_000 + 1;
  }

  /** Since 1970. What lies further ahead than can be counted is never. */
  static long micros(Instant time) {
    long seconds = time.getEpochSecond();
    return seconds >= LAST_SECOND ? Long.MAX_VALUE : seconds * 1_000_000 + time.getNano() / 1_000;
  }
}
