package io.lyss.schema;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which every statement is a transaction of its own, in one scope: bound as an
 * application binds it, for the length of the transaction.
 */
public class Scoped {

  private final Connection connection;
  private final String bind;
  private final Object[] values;

  /**
   * @param bind a query that binds the scope
   * @param values its parameters
   */
  protected Scoped(Connection connection, String bind, Object... values) {
    this.connection = connection;
    this.bind = bind;
    this.values = values;
  }

  /** The login itself, with no scope bound. */
  public static Scoped asLogin(Connection connection) {
    return new Scoped(connection, "select set_config('role', 'none', true)");
  }

  /** All rows; changes that the statement makes are kept. */
  public List<List<@Nullable Object>> rows(String sql, Object... arguments) throws SQLException {
    return transaction(true, () -> query(sql, arguments));
  }

  /** The first column of all rows. */
  public List<@Nullable Object> column(String sql, Object... arguments) throws SQLException {
    List<@Nullable Object> column = new ArrayList<>();
    rows(sql, arguments).forEach(row -> column.add(row.get(0)));
    return column;
  }

  /** The first column of the first row. */
  public @Nullable Object value(String sql, Object... arguments) throws SQLException {
    return rows(sql, arguments).get(0).get(0);
  }

  /** How many rows a statement changes; the change is committed. */
  public int change(String sql, Object... arguments) throws SQLException {
    return transaction(true, () -> execute(sql, arguments));
  }

  /** The outcome of a statement, whose changes are rolled back. */
  public Outcome attempt(String sql, Object... arguments) throws SQLException {
    try {
      return transaction(false, () -> Outcome.done(execute(sql, arguments)));
    } catch (SQLException e) {
      return Outcome.refused(e);
    }
  }

  /** The outcome of a statement after another one, without the scope, in the same transaction. */
  public Outcome attemptAfter(String before, String sql) throws SQLException {
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

  /** Binds the scope to the open transaction, for tests that run several statements. */
  public void bind() throws SQLException {
    query(bind, values);
  }

  public <T> T transaction(boolean keep, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      bind();
      T result = work.run();
      if (keep) {
        connection.commit();
      }
      return result;
    } finally {
      // after a commit there is nothing to roll back
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
          Object value = result.getObject(i);
          // two arrays of the driver are never equal
          row.add(
              value instanceof Array array
                  ? List.of((Object[]) array.getArray())
                  : value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
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
  public interface Work<T> {
    T run() throws SQLException;
  }
}
