package io.lyss.schema.review;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which locks each migration takes on what was there before it, which tables it reads from
 * beginning to end, and which it writes anew: seen, as each file runs in a transaction of its own.
 */
public final class MigrationLocks {

  private static final String LOCKS =
      """
      select b.relname, string_agg(distinct l.mode, ', ' order by l.mode), bool_or(b.file <> pg_relation_filenode(b.oid)),
        bool_or(b.scans < pg_stat_get_xact_numscans(b.oid))
      from pg_temp.before as b
      left join pg_locks as l on l.relation = b.oid and l.pid = pg_backend_pid()
        and l.locktype = 'relation' and l.mode <> 'AccessShareLock'
      group by b.relname
      having count(l.mode) > 0 or bool_or(b.file <> pg_relation_filenode(b.oid))
        or bool_or(b.scans < pg_stat_get_xact_numscans(b.oid))
      order by b.relname collate "C"
      """;

  private final Connection connection;
  private final String schema;

  /**
   * @param connection of the owner, to a database of which nothing else is needed
   */
  public MigrationLocks(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** Of files that make the schema, as they run for the first time: file, and its SQL. */
  public String firstTime(Map<String, String> files) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create schema " + schema);
    }
    return table(files, true);
  }

  /** Of files that run once, after those. */
  public String next(Map<String, String> files) throws SQLException {
    return table(files, true);
  }

  /** Of files that run again over what they have made, as they do with each release. */
  public String again(Map<String, String> files) throws SQLException {
    return table(files, false);
  }

  private String table(Map<String, String> files, boolean keep) throws SQLException {
    Map<String, List<String>> filesOf = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      filesOf
          .computeIfAbsent(run(file.getValue(), keep), effect -> new ArrayList<>())
          .add(file.getKey());
    }
    StringBuilder text =
        new StringBuilder(
            "| files | lock on what was there | read whole | write anew |\n|---|---|---|---|\n");
    filesOf.forEach(
        (effect, names) ->
            text.append("| ")
                .append(
                    effect.startsWith("nothing") && names.size() > 10
                        ? names.size() + " others"
                        : String.join(", ", names))
                .append(" | ")
                .append(effect)
                .append(" |\n"));
    return text.toString();
  }

  private String run(String sql, boolean keep) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local search_path = " + schema);
      statement.execute(
          "create temporary table before on commit drop as"
              + " select c.oid, c.relname, pg_relation_filenode(c.oid) as file,"
              // of transactions before, too, that were not reported yet
              + " pg_stat_get_xact_numscans(c.oid) as scans from pg_class as c"
              + " where relnamespace = '"
              + schema
              + "'::regnamespace and relkind in ('r', 'p', 'm') and relname !~ '_\\d{4}_\\d{2}$'");
      statement.execute(sql.replace("${schema}", schema));
      List<String> locks = new ArrayList<>();
      List<String> scanned = new ArrayList<>();
      List<String> rewritten = new ArrayList<>();
      try (ResultSet row = statement.executeQuery(LOCKS)) {
        while (row.next()) {
          if (row.getString(2) != null) {
            locks.add(row.getString(1) + ": " + row.getString(2).replace("Lock", ""));
          }
          if (row.getBoolean(4)) {
            scanned.add(row.getString(1));
          }
          if (row.getBoolean(3)) {
            rewritten.add(row.getString(1));
          }
        }
      }
      if (keep) {
        connection.commit();
      }
      return listed("<br>", locks)
          + " | "
          + listed(", ", scanned)
          + " | "
          + listed(", ", rewritten);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static String listed(String separator, List<String> what) {
    return what.isEmpty() ? "nothing" : String.join(separator, what);
  }
}
