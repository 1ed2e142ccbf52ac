package io.lyss.schema.cli;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.cli.CommandLine.json;
import static io.lyss.schema.cli.CommandLine.run;
import static io.lyss.schema.cli.CommandLine.withPassword;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What doctor, isolation, maintain and health find and do. */
@OneIn(3)
class ChecksAndJobsCommandsTest {

  @Test
  void jobsOfAnOlderSchemaAreRefusedWithWhatToDo() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("alter function lyss_platform.run_due_job rename to formerly");
      for (String schema : List.of("lyss_platform", "nowhere")) {
        Result result = run(database, "maintain", "platform", "--schema", schema);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
            .contains("The jobs of the schema " + schema + " could not be run")
            .contains("by an earlier version of LYSS: migrate it.");
      }
    }
  }

  @Test
  void doctorFailsOnlyIfItFindsSomething() {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER)) {
      String[] command = {
        "doctor",
        "user",
        "--url",
        withPassword(database.jdbcUrl(), database.appPassword()),
        "--user",
        database.appUser()
      };
      assertThat(run(command))
          .isEqualTo(new Result(0, "user: schema lyss_user: nothing found\n", ""));
      try (Connection superuser = database.superuser();
          Statement statement = superuser.createStatement()) {
        statement.execute("grant create on schema public to public");
      }
      Result found = run(command);
      assertThat(found.status()).isEqualTo(1);
      assertThat(found.out())
          .contains("user: schema lyss_user: ", "\n  search_path: ", "\n      revoke create on");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isolationFailsWhereThereIsNothingToProbeOrALeak() {
    String two =
        """
        insert into lyss_memory.tenant_retention (tenant_id, keep_days) values
          ('0a000000-0000-7000-8000-000000000000', 1), ('0b000000-0000-7000-8000-000000000000', 2);
        create schema shop;
        create view shop.days as select keep_days from lyss_memory.tenant_retention;
        grant usage on schema shop to authenticated_users;
        grant select on shop.days to authenticated_users
        """;
    try (ThrowawayDatabase database = migrated(LyssDatabase.MEMORY)) {
      String[] command = {"isolation", "memory", "--also", "shop", "--only-hosts"};
      Result empty = run(database, command);
      assertThat(empty.status()).isEqualTo(1);
      assertThat(empty.err()).contains("shop").hasLineCount(1);
      database.execute(two);
      Result found = run(database, command);
      assertThat(found.status()).isEqualTo(1);
      assertThat(found.out())
          .contains("memory: schema lyss_memory: ", "leak: shop.days, select, as");
      String json =
          run(database, "isolation", "memory", "--also", "shop", "--only-hosts", "--json").out();
      assertThat(json(database, json, "@? '$[0].findings[*] ? (@.check == \"view\")'"))
          .isEqualTo("t");
      database.execute("alter view shop.days set (security_invoker = true)");
      assertThat(run(database, command).status()).isZero();
    }
  }

  @Test
  void maintainNamesWhatItHasRunAndFailsIfAJobDoes() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.CHAT)) {
      Result first = run(database, "maintain", "chat");
      assertThat(first.err()).isEmpty();
      assertThat(first.status()).isZero();
      assertThat(first.out().lines())
          .hasSizeGreaterThan(3)
          .allMatch(line -> line.matches("chat: [\\w ]+: \\d+ done, \\d+\\.\\d s"));
      assertThat(run(database, "maintain", "chat"))
          .isEqualTo(new Result(0, "chat: nothing is due\n", ""));

      database.execute(
          "update lyss_chat.jobs set due_at = now();"
              + " alter function lyss_chat.forget_consumed_events rename to gone");
      Result failed = run(database, "maintain", "chat");
      assertThat(failed.status()).isEqualTo(1);
      assertThat(failed.out().lines())
          .hasSameSizeAs(first.out().lines().toList())
          .filteredOn(line -> line.contains("failed"))
          .singleElement()
          .asString()
          .contains("forget_consumed_events");
      assertThat(run(database, "health", "chat").out()).contains("1 times: function");
    }
  }

  @Test
  void healthFitsAScreenAndAPipeline() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      Result health = run(database, "health", "user");
      assertThat(health.err()).isEmpty();
      assertThat(health.status()).isZero();
      assertThat(health.out().lines())
          .startsWith("user: schema lyss_user", "  tables:")
          .contains("  events not delivered yet: none")
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
      assertThat(run(database, "health", "user", "--json").out())
          .startsWith(
              "[{\"database\": \"user\", \"schema\": \"lyss_user\", \"tables\": [{\"table\": ")
          .endsWith("}]\n");
    }
  }
}
