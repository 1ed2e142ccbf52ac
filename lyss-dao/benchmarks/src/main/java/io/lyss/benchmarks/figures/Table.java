package io.lyss.benchmarks.figures;

/** The table of figures, printed a line at a time. */
public final class Table {

  private int missed;

  public Table() {
    System.out.printf("| %-80s | %-18s | %7s |%n", "figure", "median (quartiles)", "reach");
    System.out.printf("|---|---|---|%n");
  }

  /** Prints a figure that must not exceed a limit. */
  public void atMost(double reach, String figure, Measured measured) {
    line(figure, measured, "≤ " + reach, measured.median() <= reach);
  }

  /** Prints a figure that must reach a limit. */
  public void atLeast(double reach, String figure, Measured measured) {
    line(figure, measured, "≥ " + reach, measured.median() >= reach);
  }

  /** Prints a figure with which others are compared. */
  public void known(String figure, Measured measured) {
    line(figure, measured, "", true);
  }

  private void line(String figure, Measured measured, String reach, boolean holds) {
    missed += holds ? 0 : 1;
    System.out.printf(
        "| %-80s | %.3f (%.3f-%.3f) | %s%s |%n",
        figure, measured.median(), measured.low(), measured.high(), reach, holds ? "" : " MISSED");
  }

  public int missed() {
    return missed;
  }
}
