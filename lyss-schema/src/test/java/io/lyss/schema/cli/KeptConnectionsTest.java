package io.lyss.schema.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.TestDatabases;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {

  private static final String STATE =
      "select concat_ws(', ', current_user = session_user,"
          + " current_setting('statement_timeout'), current_setting('transaction_read_only'),"
          + " current_setting('transaction_isolation'),"
          + " (select count(*) from pg_locks where locktype = 'advisory'"
          + " and pid = pg_backend_pid()), to_regclass('left_over'))";

  @Test
  void aReturnedConnectionIsAsGoodAsNew() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.empty();
        KeptConnections connections = connections(database)) {
      String session;
      String state;
      try (Connection connection = connections.getConnection()) {
        session = answer(connection, "select pg_backend_pid()");
        state = answer(connection, STATE);
        connection.setReadOnly(true);
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setAutoCommit(false);
        execute(
            connection,
            "create temporary table left_over (n integer);"
                + " select pg_advisory_lock(1); set statement_timeout = 1234;"
                + " set role pg_read_all_data");
        connection.commit();
        execute(connection, "set local role none; create table not_committed (n integer)");
      }
      try (Connection again = connections.getConnection()) {
        assertThat(answer(again, "select pg_backend_pid()")).isEqualTo(session);
        assertThat(answer(again, STATE)).isEqualTo(state);
        assertThat(answer(again, "select to_regclass('not_committed')")).isNull();
        assertThat(again.getAutoCommit()).isTrue();
      }
    }
  }

  /** So does a session that waits for pg_restore, or in a transaction for pg_dump. */
  @Test
  void noLimitOnIdleSessionsEndsOne() throws SQLException {
    String limits =
        "select current_setting('idle_session_timeout') || ' '"
            + " || current_setting('idle_in_transaction_session_timeout')"
            + " || ' ' || current_setting('application_name')";
    try (ThrowawayDatabase database = TestDatabases.empty();
        KeptConnections connections = connections(database)) {
      for (String limit : List.of("idle_session_timeout", "idle_in_transaction_session_timeout")) {
        database.execute("alter database " + database.name() + " set " + limit + " = '1h'");
      }
      assertThat(connections.getTcpKeepAlive()).isTrue();
      for (int use = 0; use < 2; use++) {
        try (Connection connection = connections.getConnection()) {
          assertThat(answer(connection, limits)).as("use %s", use).isEqualTo("0 0 lyss");
        }
      }
    }
  }

  @Test
  void aLostConnectionIsNotUsedAgain() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.empty();
        KeptConnections connections = connections(database)) {
      String gone;
      try (Connection connection = connections.getConnection()) {
        gone = answer(connection, "select pg_backend_pid()");
      }
      database.execute("select pg_terminate_backend(" + gone + ", 60000)");
      try (Connection connection = connections.getConnection()) {
        assertThat(answer(connection, "select pg_backend_pid()")).isNotEqualTo(gone);
      }
    }
  }

  @Test
  void twoAtOnceAreTwoAndNoneIsLeftAtTheEnd() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.empty();
        Connection looking = database.dataSource().getConnection()) {
      try (KeptConnections connections = connections(database);
          Connection one = connections.getConnection();
          Connection other = connections.getConnection()) {
        assertThat(answer(one, "select pg_backend_pid()"))
            .isNotEqualTo(answer(other, "select pg_backend_pid()"));
      }
      execute(
          looking,
          "set statement_timeout = '30s'; do $$ begin"
              + " while exists (select from pg_stat_activity where datname = current_database()"
              + " and pid <> pg_backend_pid() and backend_type = 'client backend') loop"
              + " perform pg_stat_clear_snapshot(), pg_sleep(0.01); end loop; end $$");
    }
  }

  private static KeptConnections connections(ThrowawayDatabase database) {
    KeptConnections connections = new KeptConnections(database.jdbcUrl());
    connections.setUser(database.adminUser());
    connections.setPassword(database.adminPassword());
    return connections;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String answer(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
