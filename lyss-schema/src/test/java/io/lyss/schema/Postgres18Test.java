package io.lyss.schema;

import static io.lyss.schema.TestDatabases.platform;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The same on the newest server. */
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
      assertThat(platform(database).migrate().applied())
          .isEqualTo(SqlFiles.inOrderOfApplication(LyssDatabase.PLATFORM));
      platform(database).validate();
      assertThat(platform(database).migrate().applied()).isEmpty();
      // since 17 this runs with a search_path of pg_catalog alone
      rows(database, "select lyss_platform.refresh_provider_usage_daily()");

      scripted.execute(platform(scripted).script());
      platform(scripted).validate();
      assertThat(Catalog.of(scripted, "lyss_platform"))
          .isEqualTo(Catalog.of(database, "lyss_platform"));
    }
  }
}
