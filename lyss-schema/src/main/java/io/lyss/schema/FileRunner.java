package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Runs the files of a migration, each in one message to the server. If it fails, the answer does
 * not say which of its many statements it was; the server's list of sessions does.
 */
final class FileRunner {

  private final LyssDatabase database;
  private final String schema;
  private final Connection connection;
  private final DataSource others;
  private final Citus citus;
  private final int pid;
  private final boolean tellsStatements;

  /**
   * @param others other connections of the same login
   */
  FileRunner(
      LyssDatabase database, String schema, Connection connection, DataSource others, Citus citus)
      throws SQLException {
    this.database = database;
    this.schema = schema;
    this.connection = connection;
    this.others = others;
    this.citus = citus;
    try (Statement statement = connection.createStatement()) {
      // The driver sends each statement by itself, unless the host has it send simple queries.
      statement.execute(
          "select 1; select pid, query from pg_stat_activity where pid = pg_backend_pid()");
      statement.getMoreResults();
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        this.pid = row.getInt(1);
        this.tellsStatements = !String.valueOf(row.getString(2)).startsWith("select 1");
      }
    }
  }

  /**
   * @throws LyssMigrationException which names the statement and its line, if one fails
   */
  void run(String file) {
    String sql = citus.framed(file, MigrationScript.sql(database, schema, file));
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(file, sql, e);
    }
  }

  private LyssMigrationException failure(String file, String sql, SQLException failure) {
    Optional<String> last = tellsStatements ? lastStatement() : Optional.empty();
    return Failures.inFile(
        database,
        schema,
        file,
        last.map(sent -> StatementPlace.of(sql, sent)).orElse(null),
        failure);
  }

  /**
   * The statement that the server ran last; of a long one the beginning, and none if the session
   * has gone.
   */
  private Optional<String> lastStatement() {
    try (Connection observer = others.getConnection();
        PreparedStatement activity =
            observer.prepareStatement("select query from pg_stat_activity where pid = ?")) {
      activity.setInt(1, pid);
      try (ResultSet row = activity.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      // The failure itself is reported, without its place.
      return Optional.empty();
    }
  }
}
