package io.lyss.schema.cli;

import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.cli.CommandLine.json;
import static io.lyss.schema.cli.CommandLine.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.TestDatabases;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What info and validate say of a schema. */
@OneIn(3)
class InfoCommandTest {

  @Test
  void infoIsATable() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("drop schema lyss_platform cascade");
      Result info = run(database, "info", "platform");
      List<String> lines = info.out().lines().toList();
      assertThat(info.status()).isZero();
      assertThat(lines.get(0)).matches("platform: schema lyss_platform, (\\d+) files, \\1 pending");
      int state = lines.get(1).indexOf("STATE");
      assertThat(lines.subList(2, lines.size()))
          .hasSizeGreaterThan(30)
          .allSatisfy(line -> assertThat(line.substring(state)).isEqualTo("Pending"));
      assertThat(TestDatabases.rows(database, "select to_regnamespace('lyss_platform')"))
          .containsExactly("null");
    }
  }

  @Test
  void infoSaysWhenAFileWasApplied() {
    try (ThrowawayDatabase database = migrated()) {
      assertThat(
              run(database, "info", "platform")
                  .out()
                  .lines()
                  .dropWhile(line -> !line.startsWith("  FILE"))
                  .skip(1))
          .hasSizeGreaterThan(30)
          .allSatisfy(line -> assertThat(line).containsPattern("Success +20\\d\\d-.*Z$"))
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
  }

  @Test
  void validateFailsOnlyIfThereIsADifference() {
    try (ThrowawayDatabase database = migrated()) {
      assertThat(run(database, "validate", "platform"))
          .isEqualTo(new Result(0, "platform: schema lyss_platform is up to date\n", ""));
      database.execute(
          "update lyss_platform.lyss_schema_history set checksum = 1 where version = '110'");
      Result changed = run(database, "validate", "platform");
      assertThat(changed.status()).isEqualTo(1);
      assertThat(changed.out()).isEmpty();
      assertThat(changed.err()).contains("110").doesNotContain("\tat ");
      assertThat(run(database, "validate", "platform", "--verbose").err()).contains("\tat ");
    }
  }

  @Test
  void infoSaysHowManyObjectsAreNotAsTheFilesMakeThem() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("create view lyss_platform.former as select 1 as one");
      assertThat(run(database, "info", "platform").out().lines().skip(1).findFirst())
          .contains("  1 object is not as these files make it: validate names it");
      assertThat(run(database, "info", "platform", "--json").out())
          .contains(
              "\"later\": null, \"differences\": [{\"check\": \"catalog\", \"what\": \"not of LYSS: view former: ",
              "As its owner: drop view lyss_platform.former\"}]");
    }
  }

  @Test
  void infoShowsTheAlarms() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      assertThat(run(database, "maintain", "user", "--for", "600").status()).isZero();
      List<String> silent = run(database, "info", "user").out().lines().toList();
      assertThat(silent.get(1))
          .matches("  partitions for \\d+ days more, 0 rows in default partitions");
      assertThat(silent.get(2)).startsWith("  FILE");

      database.execute(
          """
          set session_replication_role = replica;
          insert into lyss_user.audit_logs (tenant_id, id, action, resource_type, created_at)
            values (gen_random_uuid(), gen_random_uuid(), 'a', 'r', '1990-01-15Z');
          update lyss_user.jobs set error = 'of no use', failures = 1
            where name = 'partitions of audit_logs';
          update lyss_user.jobs set due_at = now() - interval '1 year'
            where name = 'statistics of audit_logs';
          """);
      List<String> loud = run(database, "info", "user").out().lines().toList();
      assertThat(loud.get(1)).endsWith(", 1 rows in default partitions");
      assertThat(loud.get(2)).isEqualTo("  1 jobs overdue, 1 failing: health names them");
      assertThat(loud.subList(0, 4))
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
      String json = run(database, "info", "user", "--json").out();
      assertThat(json(database, json, "-> 0 -> 'alarms' ->> 'default_rows'")).isEqualTo("1");
      assertThat(json(database, json, "-> 0 -> 'alarms' ->> 'failing_jobs'")).isEqualTo("1");
      assertThat(json(database, json, "@? '$[0].alarms ? (@.days_left > 27)'")).isEqualTo("t");
    }
  }

  @Test
  void allCommandsSayThatALaterVersionHasMigrated() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute(
          "insert into lyss_platform.lyss_schema_history values"
              + " (1000, '999', 'later', 'SQL', 'V999__later.sql', 1, current_user, now(), 0, true);"
              + "create view lyss_platform.later as select 1 as one");
      for (String verb : List.of("migrate", "validate", "info", "script", "doctor")) {
        Result result = run(database, verb, "platform");
        assertThat(result.out())
            .as(verb)
            .containsPattern(
                "schema lyss_platform was migrated by a later version of LYSS \\(V999__later.sql\\)");
        assertThat(result.err()).isEmpty();
      }
      // for members of pg_monitor, who may not read the history
      database.execute("comment on table lyss_platform.lyss_schema_history is 'LYSS V999: files'");
      assertThat(run(database, "health", "platform").out())
          .contains(
              "  the schema is of another version of LYSS:\n", "V999", "use the later version");
    }
  }
}
