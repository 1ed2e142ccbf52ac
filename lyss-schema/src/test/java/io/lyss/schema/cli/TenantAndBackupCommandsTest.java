package io.lyss.schema.cli;

import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.cli.CommandLine.assertUsage;
import static io.lyss.schema.cli.CommandLine.run;
import static io.lyss.schema.cli.CommandLine.withPassword;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.TestDatabases;
import io.lyss.schema.cli.CliProcess.Result;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving a tenant, and comparing what was backed up. */
@OneIn(3)
class TenantAndBackupCommandsTest {

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
}
