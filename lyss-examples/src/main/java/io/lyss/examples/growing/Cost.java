package io.lyss.examples.growing;

import java.util.Arrays;
import java.util.Locale;

/** Measures how long the caller of a call waits. */
final class Cost {

  private static final int WARMING_UP = 200;

  private Cost() {}

  /** The median of that many calls, as a text such as "0.83 ms". */
  static String median(int calls, Runnable call) {
    for (int i = 0; i < WARMING_UP; i++) {
      call.run();
    }
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      call.run();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return text(nanos[calls / 2]);
  }

  /** Writes a time for people: about three digits, in a unit in which it is at least 1. */
  static String text(long nanos) {
    if (nanos < 100_000) {
      return String.format(Locale.ROOT, "%.2f µs", nanos / 1e3);
    }
    return nanos < 1_000_000_000
        ? String.format(Locale.ROOT, "%.2f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
