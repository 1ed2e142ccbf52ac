package io.lyss.benchmarks.figures;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where and when a run is made. What else the machine does is part of it: figures are ratios of
 * sides that take turns, and still they are worth less on a busy machine.
 */
public final class Place {

  private static final String DATABASES =
      """
      select string_agg(datname, ',' order by datname) from pg_database
      where datname like 'lyss\\_figures\\_%'
      """;

  // months are added up
  private static final String ROWS =
      """
      select coalesce(
        string_agg(to_char(l.rows, 'FM999,999,999,999') || ' ' || l.name, ', ' order by l.rows desc), '')
      from (
        select regexp_replace(relname, '_(\\d{4}_\\d{2}|default)$', '') as name, sum(reltuples)::bigint as rows
        from pg_class
        where relkind = 'r' and relnamespace::regnamespace::text like 'lyss\\_%'
        group by 1 having sum(reltuples) >= 10000
        order by 2 desc limit 2
      ) as l
      """;

  private final LocalDate date = LocalDate.now();
  private final double loadBefore = load();
  private final Server server;
  private final String settings;

  /**
   * Looks at the machine before the run.
   *
   * @param settings with what the run was called
   */
  public Place(Server server, String settings) {
    this.server = server;
    this.settings = settings;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Looks at the machine and at the volume after the run. */
  public String text() {
    try {
      return String.format(
          Locale.ROOT,
          "Taken on %s: %s. %d processors (%s), %s, Java %s. %s; load %.1f before, %.1f after.\n\nVolume: %s.",
          date,
          server.settings(),
          Runtime.getRuntime().availableProcessors(),
          processor(),
          System.getProperty("os.name") + " " + System.getProperty("os.version"),
          System.getProperty("java.version"),
          settings,
          loadBefore,
          load(),
          volume());
    } catch (SQLException e) {
      throw new IllegalStateException("The server does not say what it is", e);
    }
  }

  private String volume() throws SQLException {
    List<String> volumes = new ArrayList<>();
    for (String database : server.read("postgres", DATABASES).split(",")) {
      String rows = server.read(database, ROWS);
      if (!rows.isEmpty()) {
        volumes.add(database.replace("lyss_figures_", "") + ": " + rows);
      }
    }
    return String.join("; ", volumes);
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
          .map(line -> line.replaceFirst(".*:\\s*", ""))
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
