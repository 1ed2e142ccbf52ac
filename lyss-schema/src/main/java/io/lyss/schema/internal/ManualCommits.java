package io.lyss.schema.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A connection whose transactions are committed by hand. What was not committed is rolled back when
 * this is closed, by a {@code try}: so where the connection has broken down, its caller hears why,
 * and not that it cannot be rolled back any more.
 *
 * @param connection it belongs to this, and is closed with it
 * @param autoCommit how it came
 */
public record ManualCommits(Connection connection, boolean autoCommit) implements AutoCloseable {

  /** A connection that commits only what it is told to; closing it gives it back as it was. */
  public static ManualCommits open(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      return new ManualCommits(connection, autoCommit);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }
}
