package io.lyss.schema.cli;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.cli.CommandLine.assertUsage;
import static io.lyss.schema.cli.CommandLine.run;
import static io.lyss.schema.cli.CommandLine.withPassword;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.schema.internal.PrivateFiles;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments, connections and passwords, whatever the command. */
@OneIn(3)
class MainTest {

  @Test
  void wrongArgumentsAreStatus2() {
    try (ThrowawayDatabase database = empty()) {
      assertUsage(run(database, "migrate", "all", "--schema", "x"), "--schema");
      assertUsage(run(database, "migrate", "platform", "--schema", "No"), "\"No\" cannot be used");
      assertUsage(
          run(database, "migrate", "plattform"),
          "\"plattform\"",
          "platform, user, provider, chat, memory, shared, all");
      assertUsage(run(database, "migrate"), "DATABASE");
      assertUsage(run(database, "migrate", "platform", "--password", "x"), "--password");
      assertUsage(run(database, "migrat", "platform"), "migrat", "migrate");
      assertUsage(run(), "Missing required subcommand");
    }
  }

  @Test
  void aUrlOfAnotherKindIsStatus2AndNotRepeated() {
    for (String url : List.of("jdbc:mysql://h/db?password=s3cret", "postgresql://u:s3cret@h/db")) {
      Result refused = run("migrate", "platform", "--url", url, "--user", "u");
      assertUsage(refused, "not a JDBC URL of PostgreSQL");
      assertThat(refused.err()).doesNotContain("s3cret");
    }
  }

  @Test
  void aPasswordIsReadFromAFileWhereThereIsNoVariable(@TempDir Path folder) throws Exception {
    try (ThrowawayDatabase database = empty()) {
      Path file = folder.resolve("pgpass");
      Map<String, String> environment =
          Map.of("LYSS_JDBC_URL", database.jdbcUrl(), "PGPASSFILE", file.toString());
      String[] info = {"info", "user", "--user", database.adminUser()};
      PrivateFiles.create(file);
      Files.writeString(file, "*:*:*:somebody:%s%n".formatted(database.adminPassword()));
      assertThat(CliProcess.start(environment, info).result().err()).contains(".pgpass");
      Files.writeString(
          file, "*:*:*:%s:%s%n".formatted(database.adminUser(), database.adminPassword()));
      Result read = CliProcess.start(environment, info).result();
      assertThat(read.err()).isEmpty();
      assertThat(read.status()).isZero();
    }
  }

  @Test
  void theDriverDoesNotRepeatTheUrlEither() throws Exception {
    String url = "jdbc:postgresql://h:s3cret/db";
    Result refused = CliProcess.start(Map.of("LYSS_JDBC_URL", url), "info", "platform").result();
    assertUsage(refused, "not a JDBC URL of PostgreSQL");
    assertThat(refused.err()).doesNotContain("s3cret");
  }

  @Test
  void aUrlWithALoginIsStatus2AndNotRepeated() {
    for (String host : List.of("u:s3cret@localhost", "u:s3cret@localhost:5432", "h,u:s3cret@i")) {
      Result refused = run("migrate", "platform", "--url", "jdbc:postgresql://" + host + "/db");
      assertUsage(refused, "names a login before the host");
      assertThat(refused.err()).doesNotContain("s3cret");
    }
  }

  @Test
  void theUrlIsRequired() throws Exception {
    assertUsage(CliProcess.start(Map.of(), "info", "platform").result(), "--url");
  }

  @Test
  void aFailureToConnectIsOneLine() {
    try (ThrowawayDatabase database = empty()) {
      String url = database.jdbcUrl();
      String unknown = url.replace(database.name(), "not_there");
      assertNoConnection(
          run(
              "info",
              "platform",
              "--url",
              withPassword(unknown, database.adminPassword()),
              "-u",
              database.adminUser()),
          unknown,
          "\"not_there\"");
      String secret = "jdbc:postgresql://localhost:1/db?password=s3cret";
      Result refused = run("info", "platform", "--url", secret, "-u", "postgres");
      assertNoConnection(refused, "jdbc:postgresql://localhost:1/db: ", "refused");
      assertThat(refused.err()).doesNotContain("s3cret");
      String host = "jdbc:postgresql://nowhere.invalid/db";
      assertNoConnection(
          run("migrate", "platform", "--url", host, "-u", "postgres"),
          host,
          "no host nowhere.invalid");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "migrate",
        "health",
        "maintain",
        "info",
        "validate",
        "script",
        "doctor",
        "backup-check"
      })
  void everyCommandExplainsItself(String command) {
    Result help = run(command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains(
            "Usage: lyss-schema " + command, "--url", "--schema", "PGPASSWORD", "Exit status:");
    assertThat(run("help", command).out()).isEqualTo(help.out());
  }

  @Test
  void theProgramExplainsItself() {
    assertThat(run("-h").out()).contains("  1   failed");
    assertThat(Main.line().getSubcommands().keySet())
        .contains("migrate", "doctor", "maintain", "backup", "tenant")
        .allSatisfy(
            verb -> assertThat(run("-h").out()).containsPattern("(?m)^  " + verb + " {2,}\\S"));
    assertThat(run("--version").out()).startsWith("lyss-schema ");
  }

  private static void assertNoConnection(Result result, String... says) {
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Cannot connect to ").contains(says).hasLineCount(1);
  }
}
