package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a server has to be for the migrations to mean what they say. */
final class ServerRequirements {

  private static final int OLDEST = 16;

  private ServerRequirements() {}

  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select current_setting('server_version_num')::integer / 10000,"
                    + " current_setting('server_version'), current_setting('server_encoding')")) {
      row.next();
      if (row.getInt(1) < OLDEST) {
        throw new LyssMigrationException(
            "LYSS needs PostgreSQL "
                + OLDEST
                + " or later; this server is "
                + row.getString(2)
                + ". Upgrade it, or name another one.",
            null);
      }
      if (!row.getString(3).equals("UTF8")) {
        throw new LyssMigrationException(
            "LYSS needs a database in UTF8; this one is in "
                + row.getString(3)
                + ". Create one with: create database ... encoding 'UTF8' template template0",
            null);
      }
    }
  }
}
