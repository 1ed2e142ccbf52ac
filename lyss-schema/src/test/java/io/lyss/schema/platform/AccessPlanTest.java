package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.TestDatabases;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The access check looks its rows up by key, however few there are. */
class AccessPlanTest {

  private static final String FEW =
      """
      set search_path = lyss_platform;
      insert into users (username, email, hashed_password)
      select 'u' || n, 'u' || n || '@x.org', '!' from generate_series(1, 20) as n;
      insert into provider_configs (name, provider_type, scope, created_by, api_key)
      select 'p' || n, 'openai', 'organization', (select min(id) from users), 'v1:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB'
      from generate_series(1, 200) as n;
      insert into provider_distributions (provider_id, user_id, distributed_by)
      select p.id, u.id, u.id from provider_configs as p cross join users as u where p.id % 2 = 0;
      analyze users, provider_configs, provider_distributions;
      """;

  @Test
  void noTableIsReadAsAWhole() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.PLATFORM)) {
      database.execute(FEW);
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("select lyss_platform.bind_scope('lyss_system', '', 'a test')");
        // more often than PL/pgSQL plans for each call alone
        for (int call = 0; call < 8; call++) {
          statement.execute(
              """
              select lyss_platform.can_user_access_provider((select min(id) from lyss_platform.users), id)
              from generate_series(1, 2) as id
              """);
        }
        statement.execute("reset role");
        try (ResultSet scans =
            statement.executeQuery(
                """
                select sum(seq_scan) filter (where relname <> 'users'), sum(idx_scan)
                from pg_stat_xact_user_tables
                where schemaname = 'lyss_platform'
                  and relname in ('users', 'provider_configs', 'provider_distributions')
                """)) {
          scans.next();
          assertThat(scans.getLong(1)).as("tables read as a whole").isZero();
          assertThat(scans.getLong(2)).as("rows looked up by key").isPositive();
        }
      }
    }
  }
}
