package io.lyss.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Lets one host at a time migrate a database, whichever of its schemas. Flyway has a lock as well,
 * but takes it only after it has created the schema, where two hosts would collide; and no lock of
 * Flyway protects the extensions, which all schemas share.
 */
final class MigrationLock implements AutoCloseable {

  private final Connection connection;

  private MigrationLock(Connection connection) {
    this.connection = connection;
  }

  /** Waits for whoever is migrating the database now. */
  static MigrationLock acquire(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local idle_in_transaction_session_timeout = 0");
        statement.execute("select pg_advisory_xact_lock(hashtextextended('lyss migration', 0))");
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
