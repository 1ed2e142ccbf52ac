package io.lyss.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Writes pending files as one script that also records itself in the history table. */
final class MigrationScript {

  /** Runs before the files of an upgrade, in their transaction. */
  static final String BEFORE_MIGRATE = "beforeMigrate.sql";

  /** Runs after the files, in a transaction of its own. */
  static final String AFTER_MIGRATE = "afterMigrate.sql";

  private MigrationScript() {}

  static String of(
      LyssDatabase database, String schema, List<ShippedFile> pending, int firstRank, Citus citus) {
    StringBuilder script = new StringBuilder();
    script.append("-- LYSS: ").append(database).append(" into the schema ").append(schema);
    if (pending.isEmpty()) {
      return script
          .append("\n-- Nothing is pending.\n")
          .append(citus.scriptAfter(false))
          .toString();
    }
    script.append(citus.scriptBefore());
    script.append(
        """

        -- Run it as the owner of the schema. It happens whole or not at all. Where a lock is not to be had
        -- within %2$s, it fails and is run again.
        begin isolation level read committed;
        -- Settings that a login, a database or a client may have set otherwise.
        %3$s-- In strings of SQL, a backslash is a character like others. Sent as one message, the script was read
        -- before the settings above were made.
        select set_config('lyss.backslashes', '\\\\', true);
        do $$
        begin
          if length(current_setting('lyss.backslashes')) <> 2 then
            raise exception 'the script was read with standard_conforming_strings off: set it on, and run it again';
          end if;
        end
        $$;
        %1$s"""
            .formatted(
                preparation(schema),
                SessionSettings.LOCK_TIMEOUT,
                SessionSettings.local() + citus.scriptSettings()));
    if (firstRank > 1) {
      appendFile(script, database, schema, BEFORE_MIGRATE, citus);
    }
    int rank = firstRank;
    for (ShippedFile file : pending) {
      appendFile(script, database, schema, file.script(), citus);
      script.append(historyRow(schema, file, rank++, 0));
    }
    appendFile(script, database, schema, AFTER_MIGRATE, citus);
    return script.append("\ncommit;\n").append(citus.scriptAfter(true)).toString();
  }

  /** The schema, the search path that the files are written for, and the table of the history. */
  static String preparation(String schema) {
    return """
    -- "create schema if not exists" asks for the right to create one even where it exists.
    do $$
    begin
      if to_regnamespace('%1$s') is null then
        create schema %1$s;
      end if;
    end
    $$;
    set local search_path = %1$s, pg_temp;
    create table if not exists %1$s.%2$s (
      installed_rank integer not null,
      version varchar(50),
      description varchar(200) not null,
      type varchar(20) not null,
      script varchar(1000) not null,
      checksum integer,
      installed_by varchar(100) not null,
      installed_on timestamp not null default now(),
      execution_time integer not null,
      success boolean not null,
      constraint %2$s_pk primary key (installed_rank)
    );
    create index if not exists %2$s_s_idx on %1$s.%2$s (success);
    """
        .formatted(schema, LyssMigrator.HISTORY_TABLE);
  }

  static boolean hasHistory(Connection connection, String schema) throws SQLException {
    try (PreparedStatement exists =
        connection.prepareStatement("select to_regclass(?) is not null")) {
      exists.setString(1, schema + "." + LyssMigrator.HISTORY_TABLE);
      try (ResultSet row = exists.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** The rank of the next row in the history; 1 if there is no history. */
  static int nextRank(Connection connection, String schema) throws SQLException {
    if (!hasHistory(connection, schema)) {
      return 1;
    }
    try (PreparedStatement last =
            connection.prepareStatement(
                "select coalesce(max(installed_rank), 0) + 1 from "
                    + schema
                    + "."
                    + LyssMigrator.HISTORY_TABLE);
        ResultSet row = last.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void appendFile(
      StringBuilder script, LyssDatabase database, String schema, String file, Citus citus) {
    script
        .append("\n--\n-- ")
        .append(file)
        .append("\n--\n\n")
        .append(citus.framed(file, sql(database, schema, file)));
  }

  /** The statements of a file, for a schema. */
  static String sql(LyssDatabase database, String schema, String file) {
    return forSchema(read(database, file), schema);
  }

  static String forSchema(String sql, String schema) {
    return sql.replace("${schema}", schema);
  }

  /** The row that Flyway would write about an applied file. */
  static String historyRow(String schema, ShippedFile file, int rank, long millis) {
    return """

    insert into %s.%s
      (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
    values (%d, %s, %s, 'SQL', %s, %d, current_user, %d, true);
    """
        .formatted(
            schema,
            LyssMigrator.HISTORY_TABLE,
            rank,
            file.version() == null ? "null" : literal(file.version()),
            literal(file.description()),
            literal(file.script()),
            file.checksum(),
            millis);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String read(LyssDatabase database, String name) {
    ClassLoader files = LyssMigrator.class.getClassLoader();
    for (String location : database.locations()) {
      try (InputStream file = files.getResourceAsStream(location + "/" + name)) {
        if (file != null) {
          return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException(name + " is not on the class path");
  }
}
