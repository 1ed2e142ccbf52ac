package io.lyss.schema;

import io.lyss.schema.internal.ManualCommits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a backup of a database of LYSS holds: before it, to know that this login would back
 * up everything, and after restoring it, to know that everything is back.
 *
 * <p>It changes nothing. Immutable and thread-safe.
 */
public final class LyssBackup {

  private final DataSource dataSource;
  private final String schema;

  private LyssBackup(DataSource dataSource, String schema) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
  }

  /** For the database's default schema, with the login that makes the backup. */
  public static LyssBackup of(LyssDatabase database, DataSource dataSource) {
    return new LyssBackup(dataSource, database.defaultSchema());
  }

  /**
   * The same for another schema.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssBackup schema(String name) {
    LyssMigrator.checkName(name);
    return new LyssBackup(dataSource, name);
  }

  /**
   * How many rows each table has, with its partitions, at one moment. It reads every table.
   *
   * @throws LyssMigrationException if a backup by this login would not hold everything
   */
  public SortedMap<String, Long> rows() {
    return rows(table -> {});
  }

  /**
   * The same, with progress: counting takes as long as reading the tables.
   *
   * @param heard receives the name of each table before its rows are counted, in the order of the
   *     names and on the thread of the caller; what it throws ends the counting
   * @throws LyssMigrationException if a backup by this login would not hold everything
   */
  public SortedMap<String, Long> rows(Consumer<String> heard) {
    Objects.requireNonNull(heard, "heard");
    try (ManualCommits session = ManualCommits.open(dataSource);
        Statement statement = session.connection().createStatement()) {
      // as pg_dump does: a row that a policy would hide is an error
      statement.execute(
          "set transaction isolation level repeatable read, read only;"
              + "set local search_path = pg_catalog; set local row_security = off");
      return rows(session.connection(), heard);
    } catch (SQLException e) {
      throw new LyssMigrationException(
          "The rows of the schema " + schema + " could not be counted: " + e.getMessage(), e);
    }
  }

  /**
   * The same in the open transaction of a connection, for instance one whose snapshot {@code
   * pg_dump} uses: rows of one time, if it is {@code repeatable read}. After this, no timeout ends
   * the transaction.
   *
   * @throws LyssMigrationException if this login does not see everything
   */
  public SortedMap<String, Long> rows(Connection connection) throws SQLException {
    return rows(connection, table -> {});
  }

  /**
   * The same, and {@code heard} is told the name of each table before its rows are counted.
   *
   * @throws LyssMigrationException if this login does not see everything
   */
  public SortedMap<String, Long> rows(Connection connection, Consumer<String> heard)
      throws SQLException {
    SortedMap<String, Long> rows = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(SessionSettings.unlimited());
      for (Map.Entry<String, String> table : tables(connection).entrySet()) {
        heard.accept(table.getKey());
        try (ResultSet row = statement.executeQuery("select count(*) from " + table.getValue())) {
          row.next();
          rows.put(table.getKey(), row.getLong(1));
        }
      }
    }
    return rows;
  }

  /** The names of all tables, and how they are written in a statement. */
  private SortedMap<String, String> tables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
            select quote_ident(current_user), bool_or(row_security_active(c.oid)),
              string_agg(c.relname, ', ' order by c.relname) filter (
                where not has_schema_privilege(c.relnamespace, 'usage')
                  or not has_table_privilege(c.oid, 'select')),
              array_agg(c.relname::text order by c.oid) filter (where c.oid is not null),
              array_agg(format('%%I.%%I', n.nspname, c.relname) order by c.oid)
                filter (where c.oid is not null)
            from pg_roles as r
            left join pg_namespace as n on n.nspname = '%s'
            left join pg_class as c
              on c.relnamespace = n.oid and c.relkind in ('r', 'p') and not c.relispartition
            where r.rolname = current_user
            group by r.oid
            """
                    .formatted(schema))) {
      row.next();
      if (row.getArray(4) == null) {
        throw new LyssMigrationException("There are no tables in the schema " + schema, null);
      }
      if (row.getBoolean(2)) {
        throw refused(
            row.getString(1), "policies are forced on all tables, and it has no BYPASSRLS");
      }
      if (row.getString(3) != null) {
        throw refused(row.getString(1), "it may not read " + row.getString(3));
      }
      String[] names = (String[]) row.getArray(4).getArray();
      String[] written = (String[]) row.getArray(5).getArray();
      SortedMap<String, String> tables = new TreeMap<>();
      for (int table = 0; table < names.length; table++) {
        tables.put(names[table], written[table]);
      }
      return tables;
    }
  }

  private static LyssMigrationException refused(String login, String why) {
    return new LyssMigrationException(
        "A backup by the login "
            + login
            + " would not hold everything: "
            + why
            + ". bootstrap/030_backup.sql makes a login that can.",
        null);
  }

  /**
   * The differences between the numbers of rows that were backed up and the present ones, a line
   * each.
   */
  public static List<String> differences(
      SortedMap<String, Long> backedUp, SortedMap<String, Long> restored) {
    TreeMap<String, Long> tables = new TreeMap<>(backedUp);
    restored.forEach(tables::putIfAbsent);
    return tables.keySet().stream()
        .filter(table -> !Objects.equals(backedUp.get(table), restored.get(table)))
        .map(
            table ->
                "%s: %s backed up, %s restored"
                    .formatted(table, count(backedUp.get(table)), count(restored.get(table))))
        .toList();
  }

  private static String count(@Nullable Long rows) {
    return rows == null ? "no such table" : rows + " rows";
  }
}
