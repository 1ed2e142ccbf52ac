package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What the migrations require of the server. */
final class ServerRequirements {

  private static final int OLDEST = 16;

  private ServerRequirements() {}

  /**
   * Whether all is as a migration requires it and the schema has been migrated before. One question
   * in place of many, as a host waits for each of them at each start, in a new session, for which
   * the server plans anew. Where the answer is no, the checks below say why, or find nothing.
   */
  static boolean areMet(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select current_setting('server_version_num')::integer / 10000 >= ?
              and current_setting('server_encoding') = 'UTF8'
              and not pg_is_in_recovery()
              and not current_setting('transaction_read_only')::boolean
              -- to_regclass would fail for who may not use the schema
              and exists (
                select from pg_namespace as n
                join pg_class as h on h.relnamespace = n.oid
                where n.nspname = ? and h.relname = ? and pg_has_role(n.nspowner, 'usage')
              )
            """)) {
      statement.setInt(1, OLDEST);
      statement.setString(2, schema);
      statement.setString(3, LyssMigrator.HISTORY_TABLE);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  static void check(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select current_setting('server_version_num')::integer / 10000,"
                + " current_setting('server_version'), current_setting('server_encoding'),"
                + " exists (select from pg_get_keywords() where word = ? and catcode <> 'U')")) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        check(row, schema);
      }
    }
  }

  /**
   * Checks what a migration requires beyond that. Without this check, Flyway would try for nine
   * seconds before it reports a failure, and PostgreSQL would name what is missing, and not why it
   * is needed.
   */
  static void checkOwner(Connection connection, String schema) throws SQLException {
    checkWritable(connection);
    checkRights(connection, schema);
  }

  private static void checkWritable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select pg_is_in_recovery(), current_setting('transaction_read_only')::boolean,
                  (select source from pg_settings where name = 'default_transaction_read_only')
                """)) {
      row.next();
      if (row.getBoolean(1)) {
        throw new LyssMigrationException(
            "This server is a standby, which only reads. Name the primary.", null);
      }
      if (row.getBoolean(2)) {
        throw new LyssMigrationException(
            "default_transaction_read_only is on (set by: "
                + row.getString(3)
                + "), so nothing can be migrated. Set it off for this login, or find out who set"
                + " it and why: services do where a disk is full.",
            null);
      }
    }
  }

  /** Checks what the files of a database require, where there is one to apply. */
  static void checkExtensions(Connection connection, LyssDatabase database) throws SQLException {
    List<String> names = database.extensions();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select
              needed.name,
              extension.oid is null
                and not exists (select from pg_available_extensions where name = needed.name),
              extension.oid is null and to_regnamespace('public') is null,
              quote_ident(place.nspname),
              quote_ident(current_user)
            from unnest(?::text[]) as needed (name)
            left join pg_extension as extension on extension.extname = needed.name
            left join pg_namespace as place on place.oid = extension.extnamespace
            -- to list what is available reads a folder of the server: not where all is there
            where case
              when extension.oid is not null then not has_schema_privilege(place.oid, 'usage')
              else to_regnamespace('public') is null
                or not exists (select from pg_available_extensions where name = needed.name)
            end
            order by needed.name limit 1
            """)) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return;
        }
        String name = row.getString(1);
        if (row.getString(4) != null) {
          throw new LyssMigrationException(
              "The extension %s lies in the schema %s, which the login may not use. Have a DBA run: grant usage on schema %s to %s"
                  .formatted(name, row.getString(4), row.getString(4), row.getString(5)),
              null);
        }
        throw new LyssMigrationException(
            row.getBoolean(2)
                ? "LYSS needs the extension %s, which this server does not have. Install PostgreSQL's contrib package."
                    .formatted(name)
                : "LYSS needs the extension %s, and would create it in the schema public, which is not there. Have a DBA run: create extension %s with schema ..., and grant usage on that schema to %s"
                    .formatted(name, name, row.getString(5)),
            null);
      }
    }
  }

  private static void checkRights(Connection connection, String schema) throws SQLException {
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
    if (row.getBoolean(4)) {
      throw new LyssMigrationException(
          "The schema \""
              + schema
              + "\" cannot be used: its name is a word of SQL, which would have to be quoted"
              + " everywhere. Name another one.",
          null);
    }
  }
}
