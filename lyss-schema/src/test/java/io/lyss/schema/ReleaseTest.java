package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.platform;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A release that follows another one. */
@OneIn(3)
class ReleaseTest {

  private static final String HISTORY = "lyss_platform.lyss_schema_history";

  private static final String LAST = "V920__bindable_role.sql";

  /**
   * The last versioned file was not there yet; and views, functions and policies are gone as if it
   * had dropped something with "cascade". One file was another; one was as it is, and then another.
   */
  private static final String FORMER =
      """
      set search_path = lyss_platform;
      delete from lyss_schema_history where script = '%s';
      drop domain bindable_role cascade;
      drop view provider_access cascade;
      drop function current_user_id() cascade;
      update lyss_schema_history set checksum = 1 where script = 'R__110_grants.sql';
      insert into lyss_schema_history
      select 10000, version, description, type, script, 1, installed_by, installed_on, execution_time, success
      from lyss_schema_history where script = 'R__090_updated_at.sql';
      """
          .formatted(LAST);

  @Test
  void everyRepeatableFileIsAppliedAgain() {
    try (ThrowawayDatabase migrated = migrated();
        ThrowawayDatabase scripted = migrated()) {
      migrated.execute(FORMER);
      scripted.execute(FORMER);
      String daily = "select 'lyss_platform.mv_provider_usage_daily'::regclass::oid";
      List<String> before = rows(migrated, daily);

      List<String> expected =
          SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM).stream()
              .filter(file -> file.startsWith("R") || file.equals(LAST))
              .toList();
      assertThat(platform(migrated).info())
          .filteredOn(MigrationStatus::pending)
          .extracting(MigrationStatus::file)
          .containsExactlyInAnyOrderElementsOf(expected);

      assertThat(platform(migrated).migrate().applied()).isEqualTo(expected);
      platform(migrated).validate();
      assertThat(platform(migrated).migrate().applied()).isEmpty();
      // what would have to be read again is left alone
      assertThat(rows(migrated, daily)).isEqualTo(before);

      scripted.execute(platform(scripted).script());
      platform(scripted).validate();
      assertThat(platform(scripted).migrate().applied()).isEmpty();
    }
  }

  @Test
  void aFileBelowThoseThatWereAppliedIsNamedByAll() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("delete from " + HISTORY + " where script = 'V025__text_forms.sql'");
      LyssMigrator migrator = platform(database);
      List<String> versioned = SqlFiles.starting("V", LyssDatabase.PLATFORM);
      String last = versioned.get(versioned.size() - 1);
      String message =
          "The schema lyss_platform has no V025__text_forms.sql, and cannot get it, as "
              + last
              + " was applied before: files are applied in order of"
              + " their numbers, in whichever folder they lie. Give the file a number above all"
              + " that were released.";
      assertThatThrownBy(migrator::migrate).hasMessage(message);
      assertThatThrownBy(migrator::validate).hasMessage(message);
      assertThatThrownBy(migrator::script).hasMessage(message);
      assertThatThrownBy(migrator::info).hasMessage(message);
    }
  }

  @Test
  void anOlderVersionLeavesTheSchemaOfALaterOneAlone() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute(
          "insert into "
              + HISTORY
              + " select 1000, '999', 'later', 'SQL', 'V999__later.sql', 1, current_user, now(), 0, true;"
              // it also edited a file, added a column, and dropped a policy
              + "update "
              + HISTORY
              + " set checksum = 1 where script = 'R__110_grants.sql';"
              + "alter table lyss_platform.users add column later text;"
              + "drop policy users_select on lyss_platform.users");
      LyssMigrator older = platform(database);
      MigrationResult result = older.migrate();
      assertThat(result.applied()).isEmpty();
      assertThat(result.later()).contains("V999__later.sql");
      assertThat(older.validate()).contains("V999__later.sql");
      assertThat(older.later()).contains("V999__later.sql");
      assertThat(older.differences()).isEmpty();
      assertThat(older.info()).noneMatch(MigrationStatus::pending);
      String says =
          "the schema lyss_platform was migrated by a later version of LYSS (V999__later.sql),"
              + " and is left as it is";
      assertThat(older.script()).isEqualTo("-- Nothing to run: " + says + ".\n");
      Diagnosis diagnosis = LyssDoctor.of(LyssDatabase.PLATFORM, database.dataSource()).examine();
      assertThat(diagnosis.unseen()).containsExactly("whether anything was changed: " + says);
      assertThat(diagnosis.findings())
          .extracting(Finding::check)
          .doesNotContain("catalog", "migrations");
    }
  }

  @Test
  void everyLoginCanReadTheVersionOfTheSchema() {
    try (ThrowawayDatabase database = migrated()) {
      String version = "select obj_description('" + HISTORY + "'::regclass, 'pg_class')";
      String expected =
          "LYSS V%d: which of its files have been applied."
              .formatted(LyssDatabase.PLATFORM.version());
      assertThat(rows(database, version)).containsExactly(expected);
      database.execute("comment on table " + HISTORY + " is 'LYSS V1: files'");
      platform(database).migrate();
      assertThat(rows(database, version)).containsExactly(expected);
      List<String> written =
          rows(database, "select xmin from pg_description where description = '" + expected + "'");
      platform(database).migrate();
      assertThat(
              rows(
                  database,
                  "select xmin from pg_description where description = '" + expected + "'"))
          .as("not written again")
          .isEqualTo(written);
    }
  }
}
