package io.lyss.benchmarks.figures;

import java.util.Locale;

/**
 * One figure of a run.
 *
 * @param reach what it is to be, as the table shows it; empty where nothing is promised
 * @param holds false if it is not that
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
