package io.lyss.benchmarks.figures;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/**
 * A statement as a careful programmer sends it in plain JDBC: prepared, with parameters, its rows
 * read into memory. Several statements in a text go in one round trip, and the last one's rows are
 * read.
 */
public final class Raw {

  private Raw() {}

  /**
   * A query.
   *
   * @param arguments the parameters of a call, by its number
   */
  public static Call query(DataSource source, String sql, IntFunction<List<Object>> arguments) {
    return n -> {
      try (Connection connection = source.getConnection();
          PreparedStatement statement = connection.prepareStatement(sql)) {
        set(statement, arguments.apply(n));
        statement.execute();
        rows(last(statement));
      }
    };
  }

  /** A statement that changes rows. */
  public static Call change(DataSource source, String sql, IntFunction<List<Object>> arguments) {
    return n -> {
      try (Connection connection = source.getConnection();
          PreparedStatement statement = connection.prepareStatement(sql)) {
        set(statement, arguments.apply(n));
        statement.executeUpdate();
      }
    };
  }

  private static void set(PreparedStatement statement, List<Object> arguments) throws SQLException {
    int place = 1;
    for (Object argument : arguments) {
      statement.setObject(place++, argument);
    }
  }

  private static ResultSet last(PreparedStatement statement) throws SQLException {
    ResultSet result = statement.getResultSet();
    while (statement.getMoreResults(PreparedStatement.KEEP_CURRENT_RESULT)) {
      result = statement.getResultSet();
    }
    return result;
  }

  private static void rows(ResultSet result) throws SQLException {
    int columns = result.getMetaData().getColumnCount();
    List<Object[]> rows = new ArrayList<>();
    while (result.next()) {
      Object[] row = new Object[columns];
      for (int i = 0; i < columns; i++) {
        row[i] = result.getString(i + 1);
      }
      rows.add(row);
    }
  }
}
