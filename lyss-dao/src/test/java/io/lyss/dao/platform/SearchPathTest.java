package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** A scope leaves the search path of its connection alone. */
class SearchPathTest extends PlatformTest {

  private final User user = platform.user();

  private HikariDataSource pool(String path) {
    HikariConfig config = platform.config(1);
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty("currentSchema", path);
    return new HikariDataSource(config);
  }

  /**
   * From PostgreSQL 18 on, the server reports another path to the driver, which then drops its
   * prepared statements.
   */
  @Test
  void callsOfATransactionArePreparedOnce() throws SQLException {
    try (HikariDataSource pool = pool("public")) {
      PlatformSession session = Platform.over(pool).asUser(user.id());
      // until the driver has met each text, alone and behind a binding, often enough
      for (int i = 0; i < 3; i++) {
        prepared(pool, session);
      }
      List<String> once = prepared(pool, session);
      assertThat(once).hasSizeGreaterThan(4);
      assertThat(prepared(pool, session)).isEqualTo(once);
    }
  }

  /** What is prepared once a session has worked, by itself and in a transaction of its host. */
  private List<String> prepared(DataSource pool, PlatformSession session) throws SQLException {
    work(session);
    try (Connection host = pool.getConnection()) {
      host.setAutoCommit(false);
      work(session.joining(host));
      host.commit();
    }
    return prepared(pool);
  }

  private void work(PlatformSession session) {
    session.useTransaction(
        inner -> {
          for (int i = 0; i < 3; i++) {
            inner.users().get(user.id());
            inner.providers().canUserAccessProvider(user.id(), 1);
          }
        });
    session.users().get(user.id());
  }

  /** The statements that the server has prepared for a connection, the oldest first. */
  private static List<String> prepared(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select name from pg_prepared_statements where statement ~ '/[*] lyss '"
                    + " order by prepare_time, name")) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  @Test
  void theHostsOwnNamesMeanTheSameInAScope() {
    platform
        .database()
        .execute(
            """
            create schema host;
            create table host.notes (id integer);
            insert into host.notes values (1);
            grant usage on schema host to authenticated_users;
            grant select on host.notes to authenticated_users;
            """);
    try (HikariDataSource pool = pool("host")) {
      PlatformSession session = Platform.over(pool).asUser(user.id());
      int notes =
          session.<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(DSL.table("notes")));
      assertThat(notes).isEqualTo(1);
      String path =
          session.inTransaction(
              inner -> {
                inner.users().get(user.id());
                return inner.withJooq(jooq -> (String) jooq.fetchValue("show search_path"));
              });
      assertThat(path).isEqualTo("host");
    }
  }
}
