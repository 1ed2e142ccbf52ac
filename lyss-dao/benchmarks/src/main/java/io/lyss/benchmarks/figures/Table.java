package io.lyss.benchmarks.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of figures, printed a line at a time. */
public final class Table {

  private final List<Figure> figures = new ArrayList<>();

  public Table() {
    System.out.printf("| %-80s | %-18s | %7s |%n", "figure", "median (quartiles)", "reach");
    System.out.printf("|---|---|---|%n");
  }

  /** Prints a figure that must not exceed a limit. */
  public void atMost(double reach, String figure, Measured measured) {
    add(figure, measured, "≤ " + number(reach), measured.median() <= reach);
  }

  /** Prints a figure that must reach a limit. */
  public void atLeast(double reach, String figure, Measured measured) {
    add(figure, measured, "≥ " + number(reach), measured.median() >= reach);
  }

  /** Prints a figure with which others are compared. */
  public void known(String figure, Measured measured) {
    add(figure, measured, "", true);
  }

  private void add(String name, Measured measured, String reach, boolean holds) {
    Figure figure = new Figure(name, measured, reach, holds);
    figures.add(figure);
    System.out.printf(
        "| %-80s | %s | %s%s |%n", name, figure.values(), reach, holds ? "" : " MISSED");
  }

  // as it was written, and a quotient such as 1 / 0.9 to three places
  private static String number(double reach) {
    String text = Double.toString(reach);
    return text.length() > 6 ? String.format(Locale.ROOT, "%.3f", reach) : text;
  }

  List<Figure> figures() {
    return List.copyOf(figures);
  }

  public int missed() {
    return (int) figures.stream().filter(figure -> !figure.holds()).count();
  }
}
