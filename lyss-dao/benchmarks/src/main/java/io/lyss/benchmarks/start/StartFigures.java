package io.lyss.benchmarks.start;

import io.lyss.benchmarks.figures.Measured;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Server;
import io.lyss.benchmarks.figures.Table;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Group start: six databases in an empty one of PostgreSQL's, against psql with the same SQL, in a
 * warm JVM and as a command; and the same with nothing to do. Time on the clock: read it on a quiet
 * machine. Needs a psql, and the jar of the command: {@code -Dfigures.cli} names it where it is not
 * in {@code lyss-schema/target}.
 */
public final class StartFigures {

  private static final String NAME = "lyss_figures_start";
  private static final int WARM_UP = 3;

  private final Server server;
  private final Path script;
  private final Path jar;

  private StartFigures(Server server, Path script, Path jar) {
    this.server = server;
    this.script = script;
    this.jar = jar;
  }

  public static void measure(Run run) throws SQLException, InterruptedException {
    if (!run.asks("start")) {
      return;
    }
    try {
      Path script = Files.createTempFile("lyss", ".sql");
      try {
        new StartFigures(run.server(), script, jar()).measure(run.table(), run.rounds());
      } finally {
        Files.delete(script);
      }
    } catch (IOException e) {
      throw new IllegalStateException("A program cannot be run", e);
    }
  }

  private void measure(Table table, int rounds)
      throws SQLException, InterruptedException, IOException {
    fresh();
    Files.writeString(
        script,
        Arrays.stream(LyssDatabase.values())
            .map(database -> LyssMigrator.of(database, server.dataSource(NAME)).script())
            .collect(Collectors.joining("\n")));
    double[] warm = new double[rounds];
    double[] command = new double[rounds];
    double[] warmAgain = new double[rounds];
    double[] commandAgain = new double[rounds];
    double[] archived = new double[rounds];
    Path archive = Files.createTempDirectory("lyss").resolve("lyss.jsa");
    for (int round = -WARM_UP; round < rounds; round++) {
      int place = Math.max(round, 0);
      fresh();
      double psql = psql();
      fresh();
      command[place] = command() / psql;
      commandAgain[place] = command();
      if (!Files.exists(archive)) {
        command("-XX:ArchiveClassesAtExit=" + archive);
      }
      archived[place] = command("-XX:SharedArchiveFile=" + archive);
      fresh();
      warm[place] = warm() / psql;
      warmAgain[place] = warm();
    }
    table.atMost(
        1.5, "six empty databases migrated in a warm JVM, against psql", Measured.of(warm));
    table.atMost(
        2.5, "six empty databases migrated as a command, against psql", Measured.of(command));
    table.atMost(0.15, "nothing to do in six databases, in a warm JVM, s", Measured.of(warmAgain));
    table.known("nothing to do in six databases, as a command, s", Measured.of(commandAgain));
    table.atMost(
        0.5,
        "nothing to do in six databases, as a command with its class archive, s",
        Measured.of(archived));
  }

  private static Path jar() throws IOException {
    String named = System.getProperty("figures.cli");
    if (named != null) {
      return Path.of(named);
    }
    Path folder = Path.of("lyss-schema", "target");
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "lyss-schema-*-cli.jar")) {
        for (Path jar : jars) {
          return jar;
        }
      }
    }
    throw new IllegalStateException(
        "No lyss-schema-*-cli.jar in "
            + folder.toAbsolutePath()
            + ": run this in the project's folder, or name the jar by -Dfigures.cli");
  }

  private void fresh() throws SQLException {
    server.execute("postgres", "drop database if exists " + NAME + " with (force)");
    server.execute("postgres", "create database " + NAME);
  }

  private double warm() {
    long begun = System.nanoTime();
    for (LyssDatabase database : LyssDatabase.values()) {
      LyssMigrator.of(database, server.dataSource(NAME)).migrate();
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private double psql() throws IOException, InterruptedException {
    URI uri = URI.create(server.url(NAME).substring("jdbc:".length()));
    return seconds(
        List.of(
            "psql",
            "--quiet",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--host=" + uri.getHost(),
            "--port=" + uri.getPort(),
            "--username=" + server.user(),
            "--dbname=" + NAME,
            "--file=" + script),
        Map.of("PGOPTIONS", "-c client_min_messages=warning"));
  }

  private double command(String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:TieredStopAtLevel=1");
    words.addAll(List.of(options));
    words.addAll(
        List.of(
            "-jar",
            jar.toString(),
            "migrate",
            "all",
            "--url",
            server.url(NAME),
            "--user",
            server.user()));
    return seconds(words, Map.of());
  }

  private double seconds(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder program = new ProcessBuilder(command);
    program.environment().put("PGPASSWORD", server.password());
    program.environment().putAll(environment);
    program.redirectErrorStream(true);
    program.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long begun = System.nanoTime();
    int status = program.start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(command.get(0) + " ended with " + status);
    }
    return (System.nanoTime() - begun) / 1e9;
  }
}
