package io.lyss.dao;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Identities of what is created in the service databases. Thread-safe. */
public final class Ids {

  private Ids() {}

  /**
   * A UUID of version 7, greater than all that this process has made before. Rows come to lie in an
   * index in the order of their creation.
   */
  public static UUID next() {
    return UuidCreator.getTimeOrderedEpochPlus1();
  }
}
