package io.lyss.schema.cli;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.history;
import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.TestDatabases;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.schema.internal.PrivateFiles;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.Whole;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OneIn(3)
class MainTest {

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

  @Test
  void pipelinesGetJson() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      database.execute("create policy \"a\\\"\"b\n\" on lyss_user.users for select using (true)");
      String found = run(database, "doctor", "user", "--json").out();
      assertThat(json(database, found, "-> 0 ->> 'database'")).isEqualTo("user");
      assertThat(json(database, found, "@? '$[0].findings[*] ? (@.check == \"catalog\")'"))
          .isEqualTo("t");
      String info = run(database, "info", "user", "--json").out();
      assertThat(json(database, info, "-> 0 -> 'files' -> 0 ->> 'pending'")).isEqualTo("false");
    }
  }

  @Test
  void commandsThatChangeSomethingAnswerInJsonToo() {
    try (ThrowawayDatabase database = empty()) {
      Result migrated = run(database, "migrate", "user", "--json");
      assertThat(migrated.err()).isEmpty();
      assertThat(migrated.out()).hasLineCount(1);
      assertThat(json(database, migrated.out(), "-> 0 -> 'applied' ->> 0"))
          .isEqualTo(history(database, "lyss_user").get(0));
      assertThat(run(database, "migrate", "user", "--json").out())
          .isEqualTo(
              "[{\"database\": \"user\", \"schema\": \"lyss_user\", \"later\": null, \"applied\": []}]\n");

      assertThat(run(database, "validate", "user", "--json"))
          .isEqualTo(
              new Result(
                  0,
                  "[{\"database\": \"user\", \"schema\": \"lyss_user\", \"later\": null, \"differences\": []}]\n",
                  ""));
      database.execute("create view lyss_user.former as select 1 as one");
      Result differs = run(database, "validate", "user", "--json");
      assertThat(differs.status()).isEqualTo(1);
      assertThat(differs.err()).isEmpty();
      assertThat(json(database, differs.out(), "-> 0 -> 'differences' -> 0 ->> 'remedy'"))
          .endsWith("As its owner: drop view lyss_user.former");

      database.execute("alter function lyss_user.seal_entries rename to gone");
      Result jobs = run(database, "maintain", "user", "--json");
      assertThat(jobs.status()).isEqualTo(1);
      assertThat(jobs.err()).isEmpty();
      assertThat(jobs.out()).hasLineCount(1);
      assertThat(
              json(
                  database,
                  jobs.out(),
                  "@? '$[0].runs[*] ? (@.error like_regex \"seal_entries\")'"))
          .isEqualTo("t");
      assertThat(
              json(database, jobs.out(), "@? '$[0].runs[*] ? (@.error == null && @.took_ms >= 0)'"))
          .isEqualTo("t");
    }
  }

  @Test
  void aFailureIsJsonWhereTheAnswerIs(@TempDir Path folder) throws IOException {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      Result counted = run(database, "backup-check", "user", "--json");
      assertThat(json(database, counted.out(), "-> 'rows' ->> 'user.tenants'")).isEqualTo("0");
      assertThat(json(database, counted.out(), "->> 'differences'")).isEqualTo("null");
      Path file = Files.writeString(folder.resolve("rows"), "user.tenants 1\n");
      Result compared =
          run(database, "backup-check", "user", "--json", "--compare", file.toString());
      assertThat(compared.status()).isEqualTo(1);
      assertThat(compared.err()).isEmpty();
      assertThat(
              json(
                  database,
                  compared.out(),
                  "@? '$.differences[*] ? (@ like_regex \"^user.tenants: 1 \")'"))
          .isEqualTo("t");

      // memory is not there
      Result partWay = run(database, "maintain", "memory", "--json");
      assertThat(partWay.status()).isEqualTo(1);
      assertThat(partWay.err()).hasLineCount(1);
      assertThat(json(database, partWay.err(), "->> 'error'")).contains("lyss_memory");
      String url = "jdbc:postgresql://localhost:1/db";
      Result refused = run("validate", "user", "--json", "--url", url, "-u", "postgres");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.out()).isEmpty();
      assertThat(json(database, refused.err(), "->> 'error'")).startsWith("Cannot connect to ");

      database.execute("create schema lyss_provider create table lyss_provider.mine (n integer)");
      Result all = run(database, "migrate", "provider", "--json");
      assertThat(json(database, all.err(), "->> 'error'")).contains("lyss_provider");
    }
  }

  private static String json(ThrowawayDatabase database, String text, String path) {
    return TestDatabases.rows(database, "select ($$" + text + "$$)::jsonb " + path).get(0);
  }

  @Test
  void aTenantIsMovedByTwoCommands(@TempDir Path folder) {
    String tenant = "11111111-1111-7111-8111-111111111111";
    try (ThrowawayDatabase here = migrated(LyssDatabase.USER);
        ThrowawayDatabase there = migrated(LyssDatabase.USER)) {
      String[] out = {"tenant", "export", "user", "--tenant", tenant, "--to", folder.toString()};
      String[] in = {"tenant", "import", "user", "--from", folder.toString()};
      Result unknown = run(here, out);
      assertThat(unknown.status()).isEqualTo(1);
      assertThat(unknown.err()).contains(tenant + " is not known here").hasLineCount(1);
      assertThat(run(there, in).err()).contains("manifest cannot be read").hasLineCount(1);
      here.execute(
          "insert into lyss_user.tenants (id, name, slug, status) values ('%s', 'A', 'a', 'suspended')"
              .formatted(tenant));

      Result exported = run(here, out);
      assertThat(exported.err()).isEmpty();
      assertThat(exported.out()).endsWith(" tables, tenant " + tenant + "\n");
      assertThat(run(there, in)).isEqualTo(exported);
      assertThat(TestDatabases.rows(there, "select id, status from lyss_user.tenants"))
          .containsExactly(tenant + "|suspended");
      Result again = run(there, in);
      assertThat(again.status()).isEqualTo(1);
      assertThat(again.err()).endsWith(". Nothing was imported.\n").hasLineCount(1);
      assertUsage(run("tenant"), "export or import");
    }
  }

  @Test
  void backupCheckPrintsWhatItComparesLater(@TempDir Path folder) throws IOException {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      Result counted = run(database, "backup-check", "user");
      assertThat(counted.status()).isZero();
      assertThat(counted.out()).contains("user.tenants 0\n");
      Path file = Files.writeString(folder.resolve("rows"), counted.out());
      String[] compare = {"backup-check", "user", "--compare", file.toString()};
      assertThat(run(database, compare).out()).endsWith("have the rows that were backed up\n");
      database.execute(
          "insert into lyss_user.tenants (id, name, slug) values (gen_random_uuid(), 'T', 't')");
      Result others = run(database, compare);
      assertThat(others.status()).isEqualTo(1);
      assertThat(others.out())
          .isEqualTo(
              "user.audit_logs: 0 rows backed up, 1 rows restored\n"
                  + "user.tenants: 0 rows backed up, 1 rows restored\n");
      Files.writeString(file, "something else");
      assertThat(run(database, compare).err()).contains("is not what backup-check prints");
    }
  }

  /** What it waits for is a table that somebody has locked. */
  @Test
  void backupCheckSaysOnStandardErrorAtWhichTableItIs() throws Exception {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER);
        Connection locking = database.dataSource().getConnection();
        Statement lock = locking.createStatement()) {
      locking.setAutoCommit(false);
      lock.execute("lock table lyss_user.tenants");
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      CompletableFuture<Integer> status =
          CompletableFuture.supplyAsync(
              () ->
                  Main.run(
                      new PrintWriter(out),
                      new PrintWriter(err),
                      "backup-check",
                      "user",
                      "--url",
                      withPassword(database.jdbcUrl(), database.adminPassword()),
                      "--user",
                      database.adminUser()));
      long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (System.nanoTime() < end && !err.toString().contains("user.tenants")) {
        Thread.sleep(10);
      }
      assertThat(out.toString()).isEmpty();
      locking.rollback();
      assertThat(status.get()).isZero();
      assertThat(out.toString()).contains("user.tenants 0\n").doesNotContain("counting");
      assertThat(err.toString()).contains("  counting the rows of user.tenants\n");
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

  private static void assertUsage(Result result, String... says) {
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(says).contains("--help").doesNotContain("\tat ");
  }

  private static void assertNoConnection(Result result, String... says) {
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Cannot connect to ").contains(says).hasLineCount(1);
  }

  private static Result run(ThrowawayDatabase database, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    String url = withPassword(database.jdbcUrl(), database.adminPassword());
    all.addAll(List.of("--url", url, "--user", database.adminUser()));
    return run(all.toArray(String[]::new));
  }

  /** The environment is that of the build; the command line takes a password from there, too. */
  private static String withPassword(String url, String password) {
    return url
        + (url.contains("?") ? "&" : "?")
        + "password="
        + URLEncoder.encode(password, StandardCharsets.UTF_8);
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Result(status, out.toString(), err.toString());
  }
}
