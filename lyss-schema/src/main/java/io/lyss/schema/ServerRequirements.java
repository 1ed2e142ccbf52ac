package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the migrations require of the server. */
final class ServerRequirements {

  private static final int OLDEST = 16;

  private ServerRequirements() {}

  static void check(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select current_setting('server_version_num')::integer / 10000,"
                + " current_setting('server_version'), current_setting('server_encoding'),"
                + " quote_ident(?)")) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        check(row, schema);
      }
    }
  }

  /** Checks the right at once: Flyway would try for nine seconds before it reports the refusal. */
  static void checkRights(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select
              to_regnamespace(s) is null
                and not has_database_privilege(current_database(), 'create'),
              not pg_has_role((select nspowner from pg_namespace where nspname = s), 'usage'),
              format('grant create on database %I to %I', current_database(), current_user),
              format('alter schema %I owner to %I', s, current_user)
            from (values (?)) as schema (s)
            """)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getBoolean(1)) {
          throw rightMissing("may not create the schema " + schema, row.getString(3));
        }
        if (row.getBoolean(2)) {
          throw rightMissing("does not own the schema " + schema, row.getString(4));
        }
      }
    }
  }

  private static LyssMigrationException rightMissing(String what, String remedy) {
    return new LyssMigrationException(
        "The login "
            + what
            + ". Log in as its owner, or have a DBA run: "
            + remedy
            + ". The bootstrap files of LYSS make a login that can migrate.",
        null);
  }

  private static void check(ResultSet row, String schema) throws SQLException {
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
    if (!row.getString(4).equals(schema)) {
      throw new LyssMigrationException(
          "The schema \""
              + schema
              + "\" cannot be used: its name is a word of SQL, which would have to be quoted"
              + " everywhere. Name another one.",
          null);
    }
  }
}
