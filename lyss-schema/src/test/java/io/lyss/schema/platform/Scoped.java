package io.lyss.schema.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which every statement is a transaction of its own, in one scope: bound as an
 * application binds it, for the length of the transaction.
 */
final class Scoped {

  static final String USERS = "authenticated_users";
  static final String SYSTEM = "lyss_system";

  private final Connection connection;
  private final String role;
  private final String userId;
  private final String reason;

  private Scoped(Connection connection, String role, String userId, String reason) {
    this.connection = connection;
    this.role = role;
    this.userId = userId;
    this.reason = reason;
  }

  static Scoped asUser(Connection connection, int userId) {
    return new Scoped(connection, USERS, Integer.toString(userId), "");
  }

  static Scoped asSystem(Connection connection, String reason) {
    return new Scoped(connection, SYSTEM, "", reason);
  }

  /** Any binding, also one that no application makes. */
  static Scoped as(Connection connection, String role, String userId, String reason) {
    return new Scoped(connection, role, userId, reason);
  }

  /** The login itself, with no scope bound. */
  static Scoped asLogin(Connection connection) {
    return new Scoped(connection, "none", "", "");
  }

  /** All rows; changes that the statement makes are kept. */
  List<List<@Nullable Object>> rows(String sql, Object... arguments) throws SQLException {
    return transaction(true, () -> query(sql, arguments));
  }

  /** The first column of all rows. */
  List<@Nullable Object> column(String sql, Object... arguments) throws SQLException {
    List<@Nullable Object> column = new ArrayList<>();
    rows(sql, arguments).forEach(row -> column.add(row.get(0)));
    return column;
  }

  /** The first column of the first row. */
  @Nullable Object value(String sql, Object... arguments) throws SQLException {
    return rows(sql, arguments).get(0).get(0);
  }

  /** How many rows a statement changes, which it does for good. */
  int change(String sql, Object... arguments) throws SQLException {
    return transaction(true, () -> execute(sql, arguments));
  }

  /** What a statement comes to; whatever it changes is taken back. */
  Outcome attempt(String sql, Object... arguments) throws SQLException {
    try {
      return transaction(false, () -> Outcome.done(execute(sql, arguments)));
    } catch (SQLException e) {
      return Outcome.refused(e);
    }
  }

  /** The same once something else was done, without the scope, in the same transaction. */
  Outcome attemptAfter(String before, String sql) throws SQLException {
    connection.setAutoCommit(false);
    try {
      execute(before);
      bind();
      return Outcome.done(execute(sql));
    } catch (SQLException e) {
      return Outcome.refused(e);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Binds the scope to the transaction that is open, for those who want several statements. */
  void bind() throws SQLException {
    query(
        "select set_config('role', ?, true), set_config('app.current_user_id', ?, true),"
            + " set_config('app.system_reason', ?, true)",
        role,
        userId,
        reason);
  }

  <T> T transaction(boolean keep, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      bind();
      T result = work.run();
      if (keep) {
        connection.commit();
      }
      return result;
    } finally {
      // after a commit there is nothing left to take back
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private List<List<@Nullable Object>> query(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet result = statement.executeQuery()) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Rows returned by a query, rows changed by anything else; of several statements, the last. */
  private int execute(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      int rows = 0;
      boolean query = statement.execute();
      while (query || statement.getUpdateCount() >= 0) {
        rows = query ? count(statement) : statement.getUpdateCount();
        query = statement.getMoreResults();
      }
      return rows;
    }
  }

  private static int count(PreparedStatement statement) throws SQLException {
    int rows = 0;
    try (ResultSet result = statement.getResultSet()) {
      while (result.next()) {
        rows++;
      }
    }
    return rows;
  }

  private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  /** What runs in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }
}
