package io.lyss.dao.testing.calls;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A curve as an SVG: each call is a line, and those that are not flat are named. */
final class CurvePlot {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 640;
  private static final int LEFT = 70;
  private static final int RIGHT = 640;
  private static final int TOP = 60;
  private static final int BOTTOM = HEIGHT - 60;

  private final long[] volumes;
  private final double least;
  private final double most;
  private final StringBuilder svg = new StringBuilder();

  private CurvePlot(long[] volumes, List<Curve.Cost> costs) {
    this.volumes = volumes;
    least = times(costs).min().orElse(0.1);
    most = times(costs).max().orElse(1);
  }

  private static DoubleStream times(List<Curve.Cost> costs) {
    return costs.stream().flatMapToDouble(cost -> Arrays.stream(cost.medians()));
  }

  static String of(String schema, long[] volumes, List<Curve.Cost> costs) {
    CurvePlot plot = new CurvePlot(volumes, costs);
    plot.frame(schema);
    costs.stream().filter(Curve.Cost::isFlat).forEach(cost -> plot.line(cost, "#8aa"));
    int place = 0;
    for (Curve.Cost cost : costs) {
      if (!cost.isFlat()) {
        plot.line(cost, "#c33");
        plot.name(cost, place++);
      }
    }
    return plot.svg.append("</svg>\n").toString();
  }

  private void frame(String schema) {
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
            + " font-size='12'>%n<rect width='100%%' height='100%%' fill='white'/>%n",
        WIDTH, HEIGHT);
    text(LEFT, 30, "start", schema + ": median of each call in ms, over rows in the database");
    for (int i = 0; i < volumes.length; i++) {
      add("<line x1='%1$.0f' x2='%1$.0f' y1='%2$d' y2='%3$d' stroke='#ddd'/>%n", x(i), TOP, BOTTOM);
      text(x(i), BOTTOM + 20, "middle", String.format(Locale.ROOT, "%,d", volumes[i]));
    }
    for (double time = Math.pow(10, Math.floor(Math.log10(least))); time <= most; time *= 10) {
      if (time >= least) {
        add(
            "<line x1='%1$d' x2='%2$d' y1='%3$.0f' y2='%3$.0f' stroke='#ddd'/>%n",
            LEFT, RIGHT, y(time));
        text(LEFT - 8, y(time) + 4, "end", time < 1 ? "" + (float) time : "" + (long) time);
      }
    }
  }

  private void line(Curve.Cost cost, String color) {
    add("<polyline fill='none' stroke='%s' points='", color);
    for (int i = 0; i < volumes.length; i++) {
      add("%.1f,%.1f ", x(i), y(cost.medians()[i]));
    }
    add("'><title>%s</title></polyline>%n", cost.call());
  }

  private void name(Curve.Cost cost, int place) {
    text(
        RIGHT + 20,
        TOP + 16 * place,
        "start",
        String.format(Locale.ROOT, "%s: × %.1f", cost.call(), cost.growth()));
  }

  private void text(double x, double y, String anchor, String text) {
    add("<text x='%.0f' y='%.0f' text-anchor='%s'>%s</text>%n", x, y, anchor, text);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private double x(int volume) {
    double from = Math.log10(volumes[0]);
    double to = Math.log10(volumes[volumes.length - 1]);
    return LEFT
        + (RIGHT - LEFT) * (to == from ? 0 : (Math.log10(volumes[volume]) - from) / (to - from));
  }

  private double y(double time) {
    double from = Math.log10(least);
    double to = Math.log10(Math.max(most, least * 10));
    return BOTTOM - (BOTTOM - TOP) * (Math.log10(time) - from) / (to - from);
  }
}
