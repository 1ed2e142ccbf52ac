package io.lyss.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Connections with the settings of a migration, which are undone before a connection goes back. */
final class MigratingConnections {

  private MigratingConnections() {}

  /** The application's name distinguishes them from other connections of the server. */
  static DataSource of(DataSource dataSource, String applicationName) {
    return Delegates.dataSource(() -> settled(dataSource.getConnection(), applicationName));
  }

  private static Connection settled(Connection connection, String applicationName)
      throws SQLException {
    try {
      Map<String, String> before = SessionSettings.set(connection, applicationName);
      commit(connection);
      return Delegates.connection(connection, Map.of("close", () -> giveBack(connection, before)));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void giveBack(Connection connection, Map<String, String> before)
      throws SQLException {
    try (connection) {
      if (!connection.isClosed()) {
        SessionSettings.set(connection, before);
        commit(connection);
      }
    }
  }

  // A connection of a pool may not be in auto-commit; a rollback would then undo the settings.
  private static void commit(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
  }
}
