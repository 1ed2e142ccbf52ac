package io.lyss.dao.platform;

import java.util.Random;

/**
 * What a property is tried with: other values on every run, and the same again with {@code
 * -Dlyss.seed}. Assertions name it.
 */
final class Seed {

  private final long value = Long.getLong("lyss.seed", System.nanoTime());

  Random random() {
    return new Random(value);
  }

  @Override
  public String toString() {
    return "-Dlyss.seed=" + value;
  }
}
