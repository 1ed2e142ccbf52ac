package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * How many rows there are, and what they hash to, whatever their order: a sum of the hashes of all
 * rows, as PostgreSQL writes them. So neither side sorts them, and none of them is sent.
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

  /** Only how many; the hash is empty. */
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
