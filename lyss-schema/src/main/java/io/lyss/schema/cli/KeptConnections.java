package io.lyss.schema.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Reuses the connections of one command: six databases behind one URL take one connection, and the
 * server reads its catalog once. A returned connection is reset. No limit on idle sessions ends
 * one, because it may wait for hours for {@code pg_restore}; one that was lost nevertheless is not
 * used again.
 */
final class KeptConnections extends PGSimpleDataSource implements AutoCloseable {

  private static final long serialVersionUID = 1L;

  private static final String BEGIN =
      "set application_name = 'lyss'; set idle_session_timeout = 0; set idle_in_transaction_session_timeout = 0";

  private static final int SECONDS_TO_ANSWER = 10;

  private final String url;
  private final transient Deque<Connection> kept = new ArrayDeque<>();

  KeptConnections(String url) {
    this.url = url;
    // a firewall drops a connection on which nothing is sent
    setTcpKeepAlive(true);
  }

  /**
   * The URL as it is. PGSimpleDataSource writes every default into it, and Flyway looks for a
   * password in it at a cost that is quadratic in its length.
   */
  @Override
  public String getUrl() {
    return url;
  }

  @Override
  public synchronized Connection getConnection() throws SQLException {
    Connection connection = kept.poll();
    while (connection != null && !connection.isValid(SECONDS_TO_ANSWER)) {
      connection.close();
      connection = kept.poll();
    }
    return keptOnClose(connection == null ? begun() : connection);
  }

  private Connection begun() throws SQLException {
    Connection connection = super.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(BEGIN);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  @Override
  public synchronized void close() {
    try {
      for (Connection connection : kept) {
        connection.close();
      }
    } catch (SQLException e) {
      // the command's work is done, or has failed with its own error
    }
  }

  private Connection keptOnClose(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            KeptConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                keep(connection);
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private synchronized void keep(Connection connection) throws SQLException {
    if (connection.isClosed() || kept.contains(connection)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      connection.setReadOnly(false);
      connection.clearWarnings();
      statement.execute("discard all"); // settings, roles, locks and temporary tables, too
      statement.execute(BEGIN);
      kept.push(connection);
    } catch (SQLException e) {
      connection.close();
    }
  }
}
