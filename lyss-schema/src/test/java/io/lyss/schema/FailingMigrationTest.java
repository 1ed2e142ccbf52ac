package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.history;
import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.platform;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** A migration that fails leaves nothing half-done and says where it failed. */
@OneIn(3)
class FailingMigrationTest {

  private static final String HISTORY = "lyss_platform.lyss_schema_history";

  @Test
  void aFailingFileRollsBackTheEarlierFilesOfTheUpgrade() {
    try (ThrowawayDatabase database = migrated()) {
      // An upgrade: one file is missing, and a later one has changed, which replaces a view by one
      // of
      // other columns.
      database.execute(
          "delete from "
              + HISTORY
              + " where script = 'R__040_encrypt_api_key.sql';"
              + "drop function lyss_platform.encrypt_api_key(text) cascade;"
              + "update "
              + HISTORY
              + " set checksum = 1 where script = 'R__051_provider_access.sql';"
              + "drop view lyss_platform.provider_access cascade;"
              + "create view lyss_platform.provider_access as select 1 as mine");
      List<String> before = Catalog.of(database, "lyss_platform");
      List<String> historyBefore = history(database, "lyss_platform");

      LyssMigrationException failure = failureOf(database);

      String file = "R__051_provider_access.sql";
      assertThat(failure.file()).contains(file);
      String view = "create or replace view provider_access";
      assertThat(failure.statement().orElseThrow()).contains(view);
      assertThat(failure.line()).isEqualTo(lineOf(file, view));
      assertThat(failure)
          .hasMessageContaining(file + ", line " + failure.line())
          .hasMessageContaining("cannot change name of view column")
          .hasMessageContaining("No file of this migration was applied");
      assertThat(Catalog.of(database, "lyss_platform")).isEqualTo(before);
      assertThat(history(database, "lyss_platform")).isEqualTo(historyBefore);
    }
  }

  /** In one message of the driver's simple protocol, nobody knows which statement has failed. */
  @Test
  void noLineIsNamedThatIsNotKnown() {
    try (ThrowawayDatabase database = empty()) {
      database.execute(
          "create function public.digest(text, text) returns bytea language sql return ''::bytea");
      PGSimpleDataSource simple = new PGSimpleDataSource();
      simple.setUrl(database.jdbcUrl());
      simple.setUser(database.adminUser());
      simple.setPassword(database.adminPassword());
      simple.setPreferQueryMode(PreferQueryMode.SIMPLE);
      LyssMigrationException failure =
          catchThrowableOfType(
              LyssMigrationException.class,
              () -> LyssMigrator.of(LyssDatabase.PLATFORM, simple).migrate());
      assertThat(failure)
          .hasMessageContaining("V100__extensions.sql: ERROR: function \"digest\" already exists");
      assertThat(failure.line()).isZero();
      assertThat(failure.statement()).isEmpty();
    }
  }

  @Test
  void aFirstMigrationLeavesNoTables() {
    try (ThrowawayDatabase database = empty()) {
      // pgcrypto cannot be created beside a host's function of the same name
      database.execute(
          "create function public.digest(text, text) returns bytea language sql return ''::bytea");
      LyssMigrationException failure = failureOf(database);
      assertThat(failure.file()).contains("V100__extensions.sql");
      assertThat(failure.statement().orElseThrow()).endsWith("pgcrypto with schema public");
      assertThat(
              rows(
                  database,
                  "select relname from pg_class c join pg_namespace n"
                      + " on n.oid = c.relnamespace where nspname = 'lyss_platform' and relkind = 'r'"))
          .isSubsetOf("lyss_schema_history");
      database.execute("drop function public.digest(text, text)");
      assertThat(platform(database).migrate().applied())
          .isEqualTo(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM));
    }
  }

  @Test
  void aFailureAfterTheFilesDoesNotClaimToRollThemBack() {
    try (ThrowawayDatabase database = migrated()) {
      String next =
          rows(
                  database,
                  "select 'messages_' || to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')")
              .get(0);
      database.execute(
          """
          drop table lyss_platform.%1$s;
          create function refuse_month() returns event_trigger language plpgsql as $$
          begin
            if to_regclass('lyss_platform.%1$s') is not null then
              raise 'the host wants no table %1$s';
            end if;
          end $$;
          create event trigger refuse_month on ddl_command_end when tag in ('CREATE TABLE')
            execute function refuse_month();
          delete from %2$s where script = 'R__110_grants.sql'
          """
              .formatted(next, HISTORY));
      LyssMigrationException failure = failureOf(database);
      assertThat(failure.file()).contains("afterMigrate.sql");
      assertThat(failure).hasMessageContaining("the host wants no table " + next);
      boolean applied = history(database, "lyss_platform").contains("R__110_grants.sql");
      assertThat(failure.getMessage().contains("No file of this migration was applied"))
          .isNotEqualTo(applied);
    }
  }

  @Test
  void aSchemaThatHoldsSomethingElseIsLeftAlone() {
    try (ThrowawayDatabase database = empty()) {
      database.execute("create schema lyss_platform create table lyss_platform.mine ()");
      LyssMigrationException failure = failureOf(database);
      assertThat(failure).hasMessageContaining("lyss_platform").hasMessageContaining("not empty");
      assertThat(failure.getMessage()).doesNotContain("baseline");
      assertThat(
              rows(
                  database,
                  "select relname from pg_class c join pg_namespace n"
                      + " on n.oid = c.relnamespace where nspname = 'lyss_platform'"))
          .containsExactly("mine");
    }
  }

  @Test
  void aListenerCanEndTheMigration() {
    try (ThrowawayDatabase database = empty()) {
      IllegalStateException stop = new IllegalStateException("stop");
      RuntimeException failure =
          catchThrowableOfType(
              RuntimeException.class,
              () ->
                  platform(database)
                      .progress(
                          file -> {
                            if (file.startsWith("V070")) {
                              throw stop;
                            }
                          })
                      .migrate());
      assertThat(failure).hasRootCause(stop);
      assertThat(rows(database, "select to_regclass('lyss_platform.users')"))
          .containsExactly("null");
    }
  }

  private static LyssMigrationException failureOf(ThrowawayDatabase database) {
    return catchThrowableOfType(LyssMigrationException.class, () -> platform(database).migrate());
  }

  private static int lineOf(String file, String text) {
    List<String> lines = SqlFiles.read(LyssDatabase.PLATFORM, file).lines().toList();
    return 1
        + lines.indexOf(lines.stream().filter(l -> l.contains(text)).findFirst().orElseThrow());
  }
}
