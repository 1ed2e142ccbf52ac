package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.history;
import static io.lyss.schema.TestDatabases.platform;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.cli.CliProcess;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Hosts that start at the same moment all migrate. */
class ConcurrentMigrationTest {

  private static final List<String> FILES = SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM);

  @Test
  @Whole("fourThreadsMigrateAtTheSameTime is the same within one process")
  void twoProcessesMigrateAtTheSameTime() throws Exception {
    try (ThrowawayDatabase database = empty()) {
      Map<String, String> environment = Map.of("PGPASSWORD", database.adminPassword());
      String[] command = {
        "migrate", "platform", "--url", database.jdbcUrl(), "--user", database.adminUser()
      };
      CliProcess first = CliProcess.start(environment, command);
      CliProcess second = CliProcess.start(environment, command);
      List<CliProcess.Result> results = List.of(first.result(), second.result());

      assertThat(results).extracting(CliProcess.Result::err).containsOnly("");
      assertThat(results).extracting(CliProcess.Result::status).containsOnly(0);
      assertThat(results)
          .extracting(result -> result.out().contains("nothing to do"))
          .containsExactlyInAnyOrder(true, false);
      assertThat(history(database, "lyss_platform")).isEqualTo(FILES);
    }
  }

  @Test
  void fourThreadsMigrateAtTheSameTime() throws Exception {
    try (ThrowawayDatabase database = empty()) {
      List<MigrationResult> results =
          AtOnce.call(
              List.of(
                  () -> platform(database).migrate(),
                  () -> platform(database).migrate(),
                  () -> platform(database).migrate(),
                  () -> platform(database).migrate()));
      assertThat(results)
          .extracting(MigrationResult::applied)
          .containsExactlyInAnyOrder(FILES, List.of(), List.of(), List.of());
      assertThat(history(database, "lyss_platform")).isEqualTo(FILES);
    }
  }

  @Test
  @Whole("fourThreadsMigrateAtTheSameTime has one schema")
  void severalSchemasOfOneDatabaseMigrateAtTheSameTime() throws Exception {
    // The roles are there already: creating them would make the migrations wait for each other.
    TestDatabases.migrated().close();
    try (ThrowawayDatabase database = empty()) {
      List<Callable<MigrationResult>> migrations = new ArrayList<>();
      for (String schema : List.of("one", "two", "three")) {
        migrations.add(() -> platform(database).schema(schema).migrate());
      }
      assertThat(AtOnce.call(migrations)).extracting(MigrationResult::applied).containsOnly(FILES);
    }
  }
}
