package io.lyss.dao.internal;

import java.time.Instant;

/**
 * The time before the database was asked.
 *
 * @param nanos by a clock that runs evenly, but may stand still while this machine sleeps
 * @param millis by a clock that does not stand still, but may be set
 * @param ofDatabase the time of the database's clock then, or somewhat later, in microseconds since
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
   * How long ago it is, in nanoseconds: the larger of what the two clocks say. If one was set back,
   * the largest number.
   */
  long age() {
    long byWall = System.currentTimeMillis() - millis;
    return byWall < 0
        ? Long.MAX_VALUE
        : Math.max(System.nanoTime() - nanos, Math.multiplyExact(byWall, 1_000_000L));
  }

  /**
   * The latest time that the clock of the database can show now, if the moment is this long ago.
   */
  long ofDatabaseAfter(long age) {
    return ofDatabase + age / 1_000 + 1;
  }

  /** Microseconds since 1970. A time that is too far ahead for them counts as never. */
  static long micros(Instant time) {
    long seconds = time.getEpochSecond();
    return seconds >= LAST_SECOND ? Long.MAX_VALUE : seconds * 1_000_000 + time.getNano() / 1_000;
  }
}
