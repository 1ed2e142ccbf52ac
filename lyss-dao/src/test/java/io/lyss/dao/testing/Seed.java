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

  /** The random numbers of one of many parts, each of which can be tried alone. */
  public Random random(long part) {
    return new Random(value + part * 0x9E3779B97F4A7C15L);
  }

  @Override
  public String toString() {
    return "-Dlyss.seed=" + value;
  }
}
