package io.lyss.dao.testing;

import java.util.Random;

/**
 * What a property is tried with: other values on every run, and the same again with {@code
 * -Dlyss.seed}. Assertions name it.
 */
public final class Seed {

  private final long value = Long.getLong("lyss.seed", System.nanoTime());

  public Random random() {
    return new Random(value);
  }

  @Override
  public String toString() {
    return "-Dlyss.seed=" + value;
  }
}
