package io.lyss.dao.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the current result of a statement. */
@FunctionalInterface
interface ResultReader<T> {

  T read(PreparedStatement statement) throws SQLException;

  static <T> ResultReader<List<T>> list(RowType<T> row) {
    return statement -> {
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.getResultSet()) {
        while (result.next()) {
          rows.add(row.read(result));
        }
      }
      return rows;
    };
  }

  static ResultReader<Integer> count() {
    return PreparedStatement::getUpdateCount;
  }
}
