package io.lyss.schema;

import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Migrations work on the newest server as well. */
@Whole("misses what only the newest server refuses")
class Postgres18Test {

  // Surefire says where the module is; elsewhere, as in an IDE, it is the working directory.
  private static final Path BINARIES =
      Path.of(System.getProperty("basedir", ""), "target", "postgres-18.jar").toAbsolutePath();

  @Test
  void migratesValidatesAndHasNothingToDoAfterwards() {
    try (ThrowawayPostgres postgres = ThrowawayPostgres.embedded(BINARIES);
        ThrowawayDatabase database = postgres.database();
        ThrowawayDatabase scripted = postgres.database()) {
      assertThat(rows(database, "show server_version_num").get(0)).startsWith("18");
      for (LyssDatabase kind : LyssDatabase.values()) {
        LyssMigrator migrator = LyssMigrator.of(kind, database.dataSource());
        assertThat(migrator.migrate().applied()).isEqualTo(SqlFiles.inOrderOfApplication(kind));
        migrator.validate();
        assertThat(migrator.migrate().applied()).isEmpty();

        LyssMigrator byScript = LyssMigrator.of(kind, scripted.dataSource());
        scripted.execute(byScript.script());
        byScript.validate();
        assertThat(Catalog.of(scripted, kind.defaultSchema()))
            .isEqualTo(Catalog.of(database, kind.defaultSchema()));
      }
      // since 17 this runs with a search_path of pg_catalog alone
      rows(database, "select lyss_platform.refresh_provider_usage_daily()");
    }
  }
}
