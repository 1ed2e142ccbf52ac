package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Autovacuum of a large table takes hours; nothing of LYSS waits for it. */
@Whole("misses that a job or an upgrade fails while autovacuum is at a table")
class AutovacuumTest {

  private static final String SLOW =
      """
      alter system set autovacuum_naptime = '1s';
      """;

  private static final String MUCH_TO_DO =
      """
      alter table lyss_platform.users set (
        autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
      insert into lyss_platform.users (username, email, hashed_password)
      select 'user' || n, 'user' || n || '@example.com',
        '$2a$10$' || repeat('x', 53) from generate_series(1, 20000) as n;
      delete from lyss_platform.users where username like '%1';
      """;

  @Test
  void itGivesWayToAJobAndToAnUpgrade() throws SQLException {
    try (ThrowawayPostgres server = ThrowawayPostgres.embedded(null);
        ThrowawayDatabase database = server.database();
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      LyssMigrator migrator =
          LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource())
              .patience(Duration.ofSeconds(15));
      migrator.migrate();
      statement.execute(SLOW);
      statement.execute("select pg_reload_conf()");
      statement.execute(MUCH_TO_DO);
      awaitVacuum(statement);
      statement.execute(
          "select lyss_platform.lock_tables("
              + "array['lyss_platform.users']::regclass[], array['access exclusive'])");

      awaitVacuum(statement);
      statement.execute(
          "update lyss_platform.lyss_schema_history set checksum = 1 where version is null");
      assertThat(migrator.migrate().applied()).isNotEmpty();
    }
  }

  private static void awaitVacuum(Statement statement) throws SQLException {
    for (int look = 0; look < 600; look++) {
      statement.execute("select pg_sleep(0.05)");
      try (ResultSet row =
          statement.executeQuery(
              "select count(*) from pg_stat_progress_vacuum"
                  + " where relid = 'lyss_platform.users'::regclass")) {
        row.next();
        if (row.getInt(1) > 0) {
          return;
        }
      }
    }
    throw new IllegalStateException("nothing is vacuumed");
  }
}
