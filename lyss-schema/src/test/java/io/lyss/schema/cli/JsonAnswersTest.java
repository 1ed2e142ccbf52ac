package io.lyss.schema.cli;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.history;
import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.cli.CommandLine.json;
import static io.lyss.schema.cli.CommandLine.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With --json each command prints what a program reads, failures too. */
@OneIn(3)
class JsonAnswersTest {

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
}
