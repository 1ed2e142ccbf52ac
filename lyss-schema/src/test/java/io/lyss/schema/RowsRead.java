package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How many rows of tables a question has read. */
public final class RowsRead {

  private RowsRead() {}

  /** Binds a scope, asks, and rolls back. The rows that were read for binding it count. */
  public static void assertReads(
      Connection connection, Scoped scope, String question, int answers, int atMost)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long[] before = readSoFar(statement);
      scope.bind();
      int rows = 0;
      try (ResultSet answer = statement.executeQuery(question)) {
        while (answer.next()) {
          rows++;
        }
      }
      assertThat(rows).isEqualTo(answers);
      long[] after = readSoFar(statement);
      assertThat(after[0] - before[0]).as("rows read one after the other").isZero();
      assertThat(after[1] - before[1])
          .as("rows read through an index")
          .isBetween(0L, (long) atMost);
    } finally {
      connection.rollback();
    }
  }

  // The watermark is a table of one row.
  private static long[] readSoFar(Statement statement) throws SQLException {
    try (ResultSet read =
        statement.executeQuery(
            """
            select sum(seq_tup_read), sum(idx_tup_fetch) from pg_stat_xact_user_tables
            where relname <> 'audit_watermark'
            """)) {
      read.next();
      return new long[] {read.getLong(1), read.getLong(2)};
    }
  }
}
