package io.lyss.dao;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.UUID;

/** Ids for new rows of the service databases. Thread-safe. */
public final class Ids {

  private Ids() {}

  /**
   * A UUID of version 7. It is greater than all that this process has made before, so an index
   * holds rows in the order of their creation.
   */
  public static UUID next() {
    return UuidCreator.getTimeOrderedEpochPlus1();
  }

  /**
   * A UUID of version 7 of an earlier or later time: for something that happened then and is
   * recorded now.
   *
   * @param time from 1970 to the year 10889, to the millisecond
   */
  public static UUID at(Instant time) {
    long millis = time.toEpochMilli();
    if (millis < 0 || millis >= 1L << 48) {
      throw new IllegalArgumentException("No id can contain the time " + time);
    }
    UUID random = UUID.randomUUID();
    return new UUID(
        millis << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff,
        random.getLeastSignificantBits());
  }
}
