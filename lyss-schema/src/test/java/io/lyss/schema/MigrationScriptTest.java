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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script that a DBA runs has the same result as a migration. */
class MigrationScriptTest {

  private static final String HISTORY = "lyss_platform.lyss_schema_history";

  @ParameterizedTest
  @EnumSource
  @OneIn(6)
  void aScriptForAnEmptyDatabaseDoesWhatAMigrationDoes(LyssDatabase kind) {
    String schema = kind.defaultSchema();
    // most tests have a database that was made by the script
    try (ThrowawayDatabase scripted = migrated(kind);
        ThrowawayDatabase migrated = empty();
        ThrowawayDatabase byFlyway = empty()) {
      LyssMigrator.of(kind, migrated.dataSource()).migrate();
      // The other two only ask it what is pending.
      FlywayFactory.create(kind, schema, byFlyway.dataSource()).migrate();
      assertThat(LyssMigrator.of(kind, byFlyway.dataSource()).migrate().applied()).isEmpty();
      LyssMigrator migrator = LyssMigrator.of(kind, scripted.dataSource());
      migrator.validate();
      List<String> byScript = Catalog.of(scripted, schema);
      assertThat(byScript).hasSizeGreaterThan(100).isEqualTo(Catalog.of(migrated, schema));
      assertThat(historyRows(scripted, schema))
          .isEqualTo(historyRows(migrated, schema))
          .isEqualTo(historyRows(byFlyway, schema));
      assertThat(byScript).isEqualTo(Catalog.of(byFlyway, schema));
      assertThat(migrator.migrate().applied()).isEmpty();
      assertThat(Catalog.of(scripted, schema)).isEqualTo(byScript);
    }
  }

  @ParameterizedTest
  @EnumSource
  @OneIn(6)
  void aScriptForAnotherSchemaDoesWhatAMigrationDoes(LyssDatabase kind) {
    try (ThrowawayDatabase database = empty()) {
      // a word that stands in the bodies of functions, too
      LyssMigrator migrator = LyssMigrator.of(kind, database.dataSource()).schema("key");
      database.execute(migrator.script());
      migrator.validate();
      assertThat(migrator.migrate().applied()).isEmpty();
      assertThat(rows(database, "select to_regnamespace('" + kind.defaultSchema() + "')"))
          .containsExactly("null");
    }
  }

  @Test
  void theScriptOfAnUpgradeHoldsOnlyPendingFiles() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute(
          "delete from "
              + HISTORY
              + " where script = 'R__040_encrypt_api_key.sql';"
              + "update "
              + HISTORY
              + " set checksum = 1 where script = 'R__110_grants.sql'");
      String script = platform(database).script();
      assertThat(script)
          .contains("-- R__040_encrypt_api_key.sql", "-- R__110_grants.sql", "-- afterMigrate.sql")
          .doesNotContain("-- V", "-- R__010");
      database.execute(script);
      assertThat(history(database, "lyss_platform"))
          .endsWith("R__040_encrypt_api_key.sql", "R__110_grants.sql");
      platform(database).validate();
      assertThat(platform(database).script()).doesNotContain("insert");
    }
  }

  @Test
  void theScriptOfAnUpToDateDatabaseIsOnlyComments() {
    try (ThrowawayDatabase database = migrated()) {
      assertThat(platform(database).script().lines())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).startsWith("--"));
    }
  }

  @Test
  void aScriptThatFailsLeavesNothing() {
    try (ThrowawayDatabase database = empty()) {
      String script = platform(database).script();
      String broken = script.replace("create table audit_logs (", "create table users (");
      assertThat(broken).isNotEqualTo(script);
      assertThatThrownBy(() -> database.execute(broken))
          .hasRootCauseMessage("ERROR: relation \"users\" already exists");
      assertThat(rows(database, "select to_regnamespace('lyss_platform')")).containsExactly("null");
      assertThat(rows(database, "select extname from pg_extension")).containsExactly("plpgsql");
    }
  }

  private static List<String> historyRows(ThrowawayDatabase database, String schema) {
    return rows(
        database,
        "select installed_rank, version, description, type, script, checksum, success from "
            + schema
            + ".lyss_schema_history where installed_rank > 0 order by 1");
  }
}
