package io.lyss.schema.cli;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.history;
import static io.lyss.schema.cli.CommandLine.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.TestDatabases;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.Whole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What migrate and script do and print. */
@OneIn(3)
class MigrateCommandTest {

  @Test
  void migrateNamesEachFileAndSumsUp() {
    try (ThrowawayDatabase database = empty()) {
      Result first = run(database, "migrate", "platform");
      assertThat(first.err()).isEmpty();
      assertThat(first.status()).isZero();
      List<String> files = history(database, "lyss_platform");
      List<String> expected = new ArrayList<>(files.stream().map(file -> "  " + file).toList());
      expected.add("platform: " + files.size() + " files applied to schema lyss_platform");
      assertThat(first.out().lines()).containsExactlyElementsOf(expected);

      Result second = run(database, "migrate", "Platform");
      assertThat(second)
          .isEqualTo(new Result(0, "platform: nothing to do in schema lyss_platform\n", ""));
    }
  }

  @Test
  void citusIsRefusedWhereADatabaseWouldWorkHalf() {
    try (ThrowawayDatabase database = empty()) {
      for (String verb : List.of("migrate", "script")) {
        assertRefused(run(database, verb, "platform", "--citus"), "PLATFORM is one organisation's");
        assertRefused(
            run(database, verb, "chat", "--citus"), "The extension citus is not in this database");
      }
      assertThat(TestDatabases.rows(database, "select to_regnamespace('lyss_chat')"))
          .containsExactly("null");
    }
  }

  private static void assertRefused(Result result, String why) {
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(why).doesNotContain("\tat ");
  }

  @Test
  void scriptIsNothingButSql(@TempDir Path folder) throws IOException {
    try (ThrowawayDatabase database = empty()) {
      Path file = folder.resolve("platform.sql");
      Result printed = run(database, "script", "platform");
      Result written = run(database, "script", "platform", "--output", file.toString());
      String script = LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource()).script();
      assertThat(printed).isEqualTo(new Result(0, script, ""));
      assertThat(written).isEqualTo(new Result(0, "", ""));
      assertThat(file).hasContent(script);

      Path nowhere = folder.resolve("nowhere").resolve("platform.sql");
      Result failed = run(database, "script", "platform", "-o", nowhere.toString());
      assertThat(failed.status()).isEqualTo(1);
      assertThat(failed.err()).contains(nowhere.toString()).hasLineCount(1);
    }
  }

  @Test
  void scriptIsUtf8WhateverTheLocale() throws Exception {
    try (ThrowawayDatabase database = empty()) {
      Result printed =
          CliProcess.start(
                  Map.of(
                      "LC_ALL",
                      "C",
                      "LYSS_JDBC_URL",
                      database.jdbcUrl(),
                      "PGPASSWORD",
                      database.adminPassword()),
                  "script",
                  "platform",
                  "-u",
                  database.adminUser())
              .result();
      assertThat(printed.err()).isEmpty();
      assertThat(printed.out()).contains("天气预报");
    }
  }

  @Test
  @Whole("other tests of the command line name one database")
  void theArgumentAllMeansEveryDatabase() {
    try (ThrowawayDatabase database = empty()) {
      assertThat(run(database, "migrate", "ALL").out()).contains("platform: ");
      for (LyssDatabase each : LyssDatabase.values()) {
        assertThat(history(database, each.defaultSchema())).isNotEmpty();
      }
    }
  }

  @Test
  void withAllTheFirstFailureEndsTheCommandWhichSaysWhatIsDone() {
    try (ThrowawayDatabase database = empty()) {
      database.execute("create schema lyss_platform create table lyss_platform.mine (n integer)");
      Result failed = run(database, "migrate", "all");
      assertThat(failed.status()).isEqualTo(1);
      assertThat(failed.err()).contains("Stopped at platform. Done before that: none.");
    }
  }

  @Test
  void aSchemaCanBeNamed() {
    try (ThrowawayDatabase database = empty()) {
      assertThat(run(database, "migrate", "platform", "--schema", "tenant_7").out())
          .endsWith(" applied to schema tenant_7\n");
      assertThat(run(database, "validate", "platform", "--schema", "tenant_7").out())
          .isEqualTo("platform: schema tenant_7 is up to date\n");
    }
  }
}
