package io.lyss.examples.quickstart;

import io.lyss.throwaway.ThrowawayDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the quickstart as a shell does, and keeps what it prints. */
record Shell(int status, String out, String err) {

  static Shell run(Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Quickstart.run(List.of(arguments), environment, printer(out), printer(err));
    return new Shell(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** In a database, as the login that owns the server. */
  static Shell run(ThrowawayDatabase database, String... more) {
    return runAs(database, database.adminUser(), database.adminPassword(), more);
  }

  static Shell runAs(ThrowawayDatabase database, String user, String password, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--url", database.jdbcUrl(), "--user", user));
    arguments.addAll(List.of(more));
    return run(Map.of("PGPASSWORD", password), arguments.toArray(String[]::new));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** The lines between a heading and the next empty line. */
  List<String> section(String heading) {
    return out.lines()
        .dropWhile(line -> !line.startsWith(heading))
        .skip(2)
        .takeWhile(line -> !line.isBlank())
        .toList();
  }
}
