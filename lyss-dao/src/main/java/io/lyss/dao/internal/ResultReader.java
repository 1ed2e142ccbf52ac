package io.lyss.dao.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the current result of a statement, and counts the rows of the answer. */
interface ResultReader<T> {

  ResultReader<Integer> COUNT = new Count();

  T read(PreparedStatement statement) throws SQLException;

  /** How many rows were read or changed, for listeners. */
  int rows(T answer);

  /** All rows. */
  record All<R>(RowType<R> row) implements ResultReader<List<R>> {
    @Override
    public List<R> read(PreparedStatement statement) throws SQLException {
      List<R> rows = new ArrayList<>();
      try (ResultSet result = statement.getResultSet()) {
        while (result.next()) {
          rows.add(row.read(result));
        }
      }
      return rows;
    }

    @Override
    public int rows(List<R> answer) {
      return answer.size();
    }
  }

  /** The row of an answer that has one at most. */
  record First<R>(RowType<R> row) implements ResultReader<Optional<R>> {
    @Override
    public Optional<R> read(PreparedStatement statement) throws SQLException {
      try (ResultSet result = statement.getResultSet()) {
        return result.next() ? Optional.of(row.read(result)) : Optional.empty();
      }
    }

    @Override
    public int rows(Optional<R> answer) {
      return answer.isPresent() ? 1 : 0;
    }
  }

  /** How many rows a statement without an answer has changed. */
  final class Count implements ResultReader<Integer> {

    private Count() {}

    @Override
    public Integer read(PreparedStatement statement) throws SQLException {
      return statement.getUpdateCount();
    }

    @Override
    public int rows(Integer answer) {
      return answer;
    }
  }
}
