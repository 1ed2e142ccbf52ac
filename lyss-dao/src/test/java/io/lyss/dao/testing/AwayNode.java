package io.lyss.dao.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A node of Citus that is away until it is brought back, as if the server were stopped, but for one
 * database only: no connection is accepted, and existing ones are ended.
 */
public final class AwayNode {

  private static final String TAKE_AWAY =
      """
      alter database %1$s allow_connections false;
      select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = '%1$s'
      """;
  private static final String BRING_BACK = "alter database %1$s allow_connections true";

  private final TestDatabase database;
  private final String node;

  /**
   * @param node its host and port
   */
  public AwayNode(TestDatabase database, String node) throws SQLException {
    this.database = database;
    this.node = node;
    execute(TAKE_AWAY);
  }

  public void bringBack() throws SQLException {
    execute(BRING_BACK);
    // its connection to the node was ended, which it would notice only now
    database.endSuperuser();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + node + "/postgres",
                database.database().adminUser(),
                database.database().adminPassword());
        Statement statement = connection.createStatement()) {
      for (String each : sql.formatted(database.database().name()).split(";")) {
        statement.execute(each);
      }
    }
  }
}
