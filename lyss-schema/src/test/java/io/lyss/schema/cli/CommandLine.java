package io.lyss.schema.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.TestDatabases;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.throwaway.ThrowawayDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs the command line within the process of a test. */
final class CommandLine {

  private CommandLine() {}

  static String json(ThrowawayDatabase database, String text, String path) {
    return TestDatabases.rows(database, "select ($$" + text + "$$)::jsonb " + path).get(0);
  }

  static void assertUsage(Result result, String... says) {
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(says).contains("--help").doesNotContain("\tat ");
  }

  static Result run(ThrowawayDatabase database, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    String url = withPassword(database.jdbcUrl(), database.adminPassword());
    all.addAll(List.of("--url", url, "--user", database.adminUser()));
    return run(all.toArray(String[]::new));
  }

  /** The environment is that of the build; the command line takes a password from there, too. */
  static String withPassword(String url, String password) {
    return url
        + (url.contains("?") ? "&" : "?")
        + "password="
        + URLEncoder.encode(password, StandardCharsets.UTF_8);
  }

  static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Result(status, out.toString(), err.toString());
  }
}
