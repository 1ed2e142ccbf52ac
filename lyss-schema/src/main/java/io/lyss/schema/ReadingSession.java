package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * One connection in one transaction that only reads. It leaves nothing behind: its settings end
 * with the transaction, so the connection may come from a pool, or lead through a pooler.
 *
 * <p>The owner reads as itself, the application's login for jobs as system work.
 */
final class ReadingSession implements AutoCloseable {

  private final Connection connection;
  private final boolean autoCommit;

  private ReadingSession(Connection connection, boolean autoCommit) {
    this.connection = connection;
    this.autoCommit = autoCommit;
  }

  /**
   * A session that may read the history of a schema.
   *
   * @throws LyssMigrationException if the login lacks the right
   */
  static ReadingSession open(DataSource dataSource, String schema) throws SQLException {
    ReadingSession session = ofCatalog(dataSource, schema);
    try {
      if (session.becomeReader(schema)) {
        return session;
      }
      throw new LyssMigrationException(session.refusal(schema), null);
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** A session of any login; it may read PostgreSQL's catalog. */
  static ReadingSession ofCatalog(DataSource dataSource, String schema) throws SQLException {
    Connection connection = dataSource.getConnection();
    ReadingSession session = new ReadingSession(connection, connection.getAutoCommit());
    try {
      connection.setAutoCommit(false);
      ServerRequirements.check(connection, schema);
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "set transaction isolation level repeatable read, read only;"
                + SessionSettings.local()
                + "set local timezone = 'UTC'");
      }
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  /** A data source that always returns this connection. */
  DataSource dataSource() {
    return Delegates.inTransactionOf(connection);
  }

  /** Becomes system work if it has to; returns whether the history can be read then. */
  boolean becomeReader(String schema) throws SQLException {
    if (mayRead(schema)) {
      return true;
    }
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "select coalesce(pg_has_role(to_regrole('lyss_system'), 'set'), false)")) {
        row.next();
        if (!row.getBoolean(1)) {
          return false;
        }
      }
      statement.execute("set local role lyss_system");
    }
    return mayRead(schema);
  }

  /** A message that says why the history cannot be read, and what helps. */
  String refusal(String schema) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select quote_ident(session_user)")) {
      row.next();
      String login = row.getString(1);
      return """
          The login %1$s may not read the history of the schema %2$s. Log in as the schema's owner or with the login for \
          jobs. If %1$s is that, have a DBA run: grant lyss_system to %1$s with inherit false, set true. A login for \
          requests of users could become system work by it"""
          .formatted(login, schema);
    }
  }

  /** Whether the history can be read; true also if there is none. */
  private boolean mayRead(String schema) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select coalesce(
              bool_and(has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')),
              true)
            from pg_class as c
            join pg_namespace as n on n.oid = c.relnamespace
            where n.nspname = ? and c.relname = ?
            """)) {
      statement.setString(1, schema);
      statement.setString(2, LyssMigrator.HISTORY_TABLE);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
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
