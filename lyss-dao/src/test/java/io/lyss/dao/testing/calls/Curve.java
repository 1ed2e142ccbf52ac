package io.lyss.dao.testing.calls;

import io.lyss.dao.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What each call costs over how much there is: the median of its time in databases of growing size,
 * which take turns. Callers are of a tenant, and are users, that have a share of all the rows.
 */
final class Curve<S extends Session<?, S>, W extends World<S>> {

  private static final int WARM_UP = 12;
  private static final int ROUNDS = 41;

  // what is called flat
  private static final double FLAT = 1.2;

  private static final String FILL = text("copies.sql");

  /** One of the databases, and who calls in it. */
  private record Filled<S extends Session<?, S>, W extends World<S>>(
      Bench<S, W> bench, Map<Line<S, W>, W> worlds) {}

  /** The medians of a call, in milliseconds, in the order of the volumes. */
  record Cost(String call, double[] medians) {

    double growth() {
      return medians[medians.length - 1] / medians[0];
    }

    boolean isFlat() {
      return growth() <= FLAT;
    }
  }

  private final Bench<S, W> bench;
  private final long[] volumes;

  /**
   * @param volumes how many rows there are in all, the fewest first
   */
  Curve(Bench<S, W> bench, long... volumes) {
    this.bench = bench;
    this.volumes = volumes;
  }

  /** Measures all calls of requests, and writes a table and a plot. */
  void measure(Path folder) throws SQLException, IOException {
    List<Filled<S, W>> databases = new ArrayList<>();
    try {
      for (long volume : volumes) {
        databases.add(filled(volume));
      }
      List<Cost> costs = new ArrayList<>();
      for (Line<S, W> line : lines()) {
        costs.add(cost(line, databases));
      }
      costs.sort(Comparator.comparingDouble(Cost::growth).reversed());
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(bench.schema() + ".md"), table(costs));
      Files.writeString(
          folder.resolve(bench.schema() + ".svg"), CurvePlot.of(bench.schema(), volumes, costs));
    } finally {
      for (Filled<S, W> database : databases) {
        database.bench().close();
      }
    }
  }

  private List<Line<S, W>> lines() {
    return bench.calls().lines().stream()
        .filter(line -> !line.isRare())
        // a call that does not name itself to the server sends it no statement
        .filter(line -> line.exception(Named.class).isEmpty())
        .toList();
  }

  private Filled<S, W> filled(long rows) throws SQLException {
    Bench<S, W> fresh = bench.another();
    Map<Line<S, W>, W> worlds = new LinkedHashMap<>();
    for (Line<S, W> line : lines()) {
      W world = fresh.world(line.caller());
      line.call(world, fresh.one(), line.arguments(world));
      worlds.put(line, world);
    }
    fresh
        .database()
        .database()
        .execute(
            "set curve.schema = %s; set curve.rows = %d; set curve.kept = '%s'; %s"
                .formatted(fresh.schema(), rows, kept(), FILL));
    fresh.database().database().execute("vacuum (analyze)");
    return new Filled<>(fresh, worlds);
  }

  private static String kept() {
    List<String> kept = new ArrayList<>(Volume.SMALL);
    kept.addAll(List.of("lyss_schema_history", "audit_seals", "outbox_floors", "outbox_turns"));
    return String.join(",", kept);
  }

  private Cost cost(Line<S, W> line, List<Filled<S, W>> databases) {
    double[][] times = new double[databases.size()][ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int i = 0; i < databases.size(); i++) {
        double time = time(line, databases.get(i));
        if (round >= 0) {
          times[i][round] = time;
        }
      }
    }
    return new Cost(line.toString(), Arrays.stream(times).mapToDouble(Curve::median).toArray());
  }

  private double time(Line<S, W> line, Filled<S, W> database) {
    W world = Objects.requireNonNull(database.worlds().get(line));
    Object[] arguments = line.arguments(world);
    long begun = System.nanoTime();
    line.call(world, database.bench().one(), arguments);
    return (System.nanoTime() - begun) / 1e6;
  }

  private static double median(double[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  private String table(List<Cost> costs) {
    StringBuilder table = new StringBuilder("| call, median in ms at rows in all |");
    for (long volume : volumes) {
      table.append(" %,d |".formatted(volume));
    }
    table.append(" growth |\n|---|").append("---:|".repeat(volumes.length + 1)).append('\n');
    for (Cost cost : costs) {
      table.append("| ").append(cost.call()).append(" |");
      for (double median : cost.medians()) {
        table.append(String.format(Locale.ROOT, " %.2f |", median));
      }
      table.append(
          String.format(Locale.ROOT, " %.2f%s |%n", cost.growth(), cost.isFlat() ? "" : " !"));
    }
    return table
        .append(
            "%n%d of %d calls are flat: at most %.1f times from the first to the last.%n"
                .formatted(costs.stream().filter(Cost::isFlat).count(), costs.size(), FLAT))
        .toString();
  }

  private static String text(String resource) {
    try (InputStream file = Curve.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + resource, e);
    }
  }
}
