package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Lets one host at a time migrate a schema. Flyway has a lock as well, but takes it only after it
 * has created the schema, where two would collide.
 */
final class MigrationLock implements AutoCloseable {

  private final Connection connection;

  private MigrationLock(Connection connection) {
    this.connection = connection;
  }

  /** Waits for whoever is migrating the schema now. */
  static MigrationLock acquire(DataSource dataSource, String schema) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local idle_in_transaction_session_timeout = 0");
      }
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select pg_advisory_xact_lock(hashtextextended('lyss migration of ' || ?, 0))")) {
        statement.setString(1, schema);
        statement.execute();
      }
      return new MigrationLock(connection);
    } catch (SQLException e) {
      try (connection) {
        connection.rollback();
      }
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
