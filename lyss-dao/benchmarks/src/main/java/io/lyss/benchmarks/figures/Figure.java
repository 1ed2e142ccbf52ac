package io.lyss.benchmarks.figures;

import java.util.Locale;

/**
 * One figure of a run.
 *
 * @param reach the promised value, as the table shows it; empty where nothing is promised
 * @param holds false if the promise is broken
 */
record Figure(String name, Measured measured, String reach, boolean holds) {

  boolean isPromised() {
    return !reach.isEmpty();
  }

  String values() {
    return String.format(
        Locale.ROOT, "%.3f (%.3f-%.3f)", measured.median(), measured.low(), measured.high());
  }
}
