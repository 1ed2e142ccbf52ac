package io.lyss.benchmarks.figures;

import java.util.Arrays;

/** The quartiles of the values of all rounds. */
public record Measured(double low, double median, double high) {

  public static Measured of(double... rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    return new Measured(sorted[last / 4], sorted[last / 2], sorted[last - last / 4]);
  }
}
