package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The number of rows and a hash of all of them. The hash is the sum of the hashes of the rows as
 * PostgreSQL writes them, so their order does not matter: no side sorts them, and none is sent.
 */
record GraduationCheck(long rows, String hash) {

  static GraduationCheck of(Connection connection, String from, List<String> columns)
      throws SQLException {
    return ask(
        connection,
        """
        select count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text
        from (select %s from %s) as t
        """
            .formatted(String.join(", ", columns), from));
  }

  /** Only the number of rows; the hash is empty. */
  static GraduationCheck counted(Connection connection, String from) throws SQLException {
    return ask(connection, "select count(*), '' from " + from);
  }

  private static GraduationCheck ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new GraduationCheck(row.getLong(1), row.getString(2));
    }
  }
}
