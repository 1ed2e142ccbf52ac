package io.lyss.schema;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The common parts of exporting and importing a tenant, on one connection. */
final class TenantTransaction {

  /** A table that has rows of tenants, as tenant_tables() returns it. */
  record Table(String name, String columns, String query, @Nullable String monthKey) {}

  /** The number of rows read, and their hash. */
  record Read(long rows, String sha256) {}

  private final Connection connection;
  private final String schema;
  private final UUID tenant;

  TenantTransaction(Connection connection, String schema, UUID tenant) {
    this.connection = connection;
    this.schema = schema;
    this.tenant = tenant;
  }

  /** Fails unless the login bypasses the policies: hidden rows would be missing without notice. */
  static void requireMover(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select quote_ident(session_user),
                  r.rolsuper or (
                    r.rolbypassrls
                    and pg_has_role('pg_read_all_data', 'usage')
                    and pg_has_role('pg_write_all_data', 'usage')
                    and pg_has_role('lyss_system', 'set')
                    and has_parameter_privilege('session_replication_role', 'set'))
                from pg_catalog.pg_roles as r
                where r.rolname = session_user
                """)) {
      row.next();
      if (!row.getBoolean(2)) {
        throw new LyssMigrationException(
            "The login "
                + row.getString(1)
                + " may not move tenants: it has to read and write past the policies."
                + " bootstrap/050_tenants.sql makes a login that can.",
            null);
      }
    }
    connection.rollback();
  }

  /**
   * Begins a transaction in which values are written in the same form, whatever the login has set.
   */
  void begin(String isolation) throws SQLException {
    execute("set transaction isolation level " + isolation + ";" + SessionSettings.local());
    execute("set local timezone = 'UTC'");
  }

  void asSystem(String reason) throws SQLException {
    column("select set_config('role', 'lyss_system', true)");
    // a user that an earlier use of a pooled session may have left
    execute("set local app.current_user_id = ''");
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config('app.system_reason', ?, true)")) {
      statement.setString(1, reason);
      statement.execute();
    }
    execute("select" + SystemWork.seal(schema));
  }

  void asLogin() throws SQLException {
    column("select set_config('role', 'none', true)");
  }

  /**
   * Switches triggers and foreign keys off. Where the database is distributed, on its nodes as
   * well: Citus passes settings on that are set from here on, but not the role.
   */
  void asReplica() throws SQLException {
    passOn("local");
    execute("set local session_replication_role = replica");
  }

  void asOrigin() throws SQLException {
    execute("set local session_replication_role = origin");
    passOn("none");
  }

  private void passOn(String settings) throws SQLException {
    column(
        "select set_config('citus.propagate_set_commands', '%s', true) where current_setting('citus.propagate_set_commands', true) is not null"
            .formatted(settings));
  }

  boolean isDistributed(String table) throws SQLException {
    return column(
            "select %s('%s'::regclass)::text".formatted(named("is_distributed"), named(table)))
        .contains("true");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The name of an object with its schema, which needs no search path. */
  String named(String name) {
    return "\"" + schema + "\".\"" + name + "\"";
  }

  boolean has(String relation) throws SQLException {
    return !column("select 1 where to_regclass('" + named(relation) + "') is not null").isEmpty();
  }

  /** Runs a query with the tenant as its argument, and returns its rows as texts. */
  List<String> ofTenant(String sql) throws SQLException {
    return column(sql.replace("$1", "'" + tenant + "'").replace("${schema}", '"' + schema + '"'));
  }

  List<String> column(String sql) throws SQLException {
    List<String> column = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        column.add(row.getString(1));
      }
    }
    return column;
  }

  /**
   * Makes the partitions of a table that months need and do not have, each in a transaction of its
   * own, so that nobody waits long.
   *
   * @param months first days of months
   */
  void makePartitions(String table, List<String> months, String reason) throws SQLException {
    if (months.isEmpty()) {
      return;
    }
    begin("read committed");
    List<String> missing =
        column(
            """
            select m::text from unnest('{%s}'::date[]) as m
            where not exists (
              select from %s('%s'::regclass) as b
              where b.from_time <= m::timestamp at time zone 'UTC' and b.to_time > m::timestamp at time zone 'UTC')
            order by m
            """
                .formatted(String.join(",", months), named("partition_bounds"), named(table)));
    connection.commit();
    for (String month : missing) {
      begin("read committed");
      asSystem(reason);
      column(
          "select %s('%s'::regclass, '%s')::text"
              .formatted(named("create_monthly_partition"), named(table), month));
      connection.commit();
    }
  }

  List<Table> tables() throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select table_name, columns, query, month_key from %s(?)"
                .formatted(named("tenant_tables")))) {
      statement.setObject(1, tenant);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          tables.add(
              new Table(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        }
      }
    }
    return tables;
  }

  /** The hash of the SQL files that made the database. */
  String schemaHash() throws SQLException {
    return column(
            """
            select encode(sha256(convert_to(
              string_agg(f.script || ' ' || f.checksum, E'\\n' order by f.script collate "C"), 'UTF8')), 'hex')
            from (
              select distinct on (script) script, checksum from %s
              where success and checksum is not null
              order by script, installed_rank desc
            ) as f
            """
                .formatted(named(LyssMigrator.HISTORY_TABLE)))
        .get(0);
  }

  CopyManager copying() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  /** Reads the rows of the tenant in a table, and hashes them on their way to a stream. */
  Read read(Table table, OutputStream to) throws SQLException, IOException {
    MessageDigest digest = sha256();
    long rows =
        copying()
            .copyOut(
                "copy (" + table.query() + ") to stdout with (format text, encoding 'UTF8')",
                new DigestOutputStream(to, digest));
    return new Read(rows, HexFormat.of().formatHex(digest.digest()));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
