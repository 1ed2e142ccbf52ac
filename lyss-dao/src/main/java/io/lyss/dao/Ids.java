package io.lyss.dao;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Ids for new rows of the service databases. Thread-safe. */
public final class Ids {

  private Ids() {}

  /**
   * A UUID of version 7, greater than all that this process has made before, so that an index holds
   * rows in the order of their creation.
   */
  public static UUID next() {
    return UuidCreator.getTimeOrderedEpochPlus1();
  }
}
