package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.history;
import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.platform;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@OneIn(2)
class LyssMigratorTest {

  @Test
  void anEmptyDatabaseGetsEveryFileInOrder() {
    try (ThrowawayDatabase database = empty()) {
      List<String> heard = new ArrayList<>();
      MigrationResult result = platform(database).progress(heard::add).migrate();

      assertThat(result.database()).isEqualTo(LyssDatabase.PLATFORM);
      assertThat(result.schema()).isEqualTo("lyss_platform");
      assertThat(result.applied())
          .isEqualTo(heard)
          .isEqualTo(history(database, "lyss_platform"))
          .isEqualTo(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM));
      assertThat(rows(database, "select count(*) from lyss_platform.users")).containsExactly("0");
      platform(database).validate();
    }
  }

  @Test
  void aSecondMigrationHasNothingToDo() {
    try (ThrowawayDatabase database = migrated()) {
      List<String> before = Catalog.of(database, "lyss_platform");
      List<String> history = history(database, "lyss_platform");
      assertThat(platform(database).migrate().applied()).isEmpty();
      assertThat(Catalog.of(database, "lyss_platform")).isEqualTo(before);
      assertThat(history(database, "lyss_platform")).isEqualTo(history);
    }
  }

  @Test
  void aSecondMigrationMakesThePartitionsOfTheMonthsAhead() {
    try (ThrowawayDatabase database = migrated()) {
      String next =
          rows(
                  database,
                  "select 'messages_' || to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')")
              .get(0);
      database.execute("drop table lyss_platform." + next);
      platform(database).migrate();
      assertThat(rows(database, "select to_regclass('lyss_platform." + next + "')"))
          .containsExactly("lyss_platform." + next);
    }
  }

  @Test
  void infoOfAnEmptyDatabaseIsPending() {
    try (ThrowawayDatabase database = empty()) {
      List<MigrationStatus> info = platform(database).info();
      assertThat(info)
          .extracting(MigrationStatus::file)
          .isEqualTo(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM));
      assertThat(info)
          .allSatisfy(
              file -> {
                assertThat(file.pending()).isTrue();
                assertThat(file.state()).isEqualTo("Pending");
                assertThat(file.appliedAt()).isEmpty();
                assertThat(file.version().isPresent()).isEqualTo(file.file().startsWith("V"));
              });
    }
  }

  @Test
  void infoOfAMigratedDatabaseSaysWhenFilesWereApplied() {
    try (ThrowawayDatabase database = empty()) {
      platform(database).migrate();
      assertThat(platform(database).info())
          .hasSameSizeAs(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM))
          .allSatisfy(
              file -> {
                assertThat(file.pending()).isFalse();
                assertThat(file.state()).isEqualTo("Success");
                assertThat(Duration.between(file.appliedAt().orElseThrow(), Instant.now()).abs())
                    .isLessThan(Duration.ofMinutes(5));
              });
    }
  }

  @Test
  void validateOfAnEmptyDatabaseSaysThatItIsToBeMigrated() {
    try (ThrowawayDatabase database = empty()) {
      assertThatThrownBy(() -> platform(database).validate())
          .isInstanceOf(LyssMigrationException.class)
          .hasMessageContaining("lyss_platform")
          .hasMessageContaining("migrate")
          .hasMessageNotContaining("\n\n");
    }
  }

  @Test
  void infoValidateAndScriptChangeNothing() {
    try (ThrowawayDatabase database = empty()) {
      List<String> before = wholeDatabase(database);
      platform(database).info();
      platform(database).script();
      assertThatThrownBy(() -> platform(database).validate()).isNotNull();
      assertThat(wholeDatabase(database)).isEqualTo(before);
    }
    try (ThrowawayDatabase database = migrated()) {
      List<String> before = wholeDatabase(database);
      List<String> catalog = Catalog.of(database, "lyss_platform");
      platform(database).info();
      platform(database).script();
      platform(database).validate();
      assertThat(wholeDatabase(database)).isEqualTo(before);
      assertThat(Catalog.of(database, "lyss_platform")).isEqualTo(catalog);
    }
  }

  // xmin changes with every change of a row, whatever it is
  private static List<String> wholeDatabase(ThrowawayDatabase database) {
    return rows(
        database,
        """
        select 'schema', oid, xmin::text from pg_namespace
        union all select 'relation', oid, xmin::text from pg_class where relkind <> 't'
        union all select 'function', oid, xmin::text from pg_proc
        union all select 'extension', oid, xmin::text from pg_extension
        order by 1, 2
        """);
  }
}
