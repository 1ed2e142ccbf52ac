package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Lets one host at a time migrate schemas of a database, until its transaction ends. Flyway has a
 * lock for each schema, but all schemas share the extensions.
 */
final class MigrationLock {

  static final String KEY = "hashtextextended('lyss migration', 0)";

  private static final long PAUSE_MILLIS = 100;

  private MigrationLock() {}

  /** Takes the lock, and waits for a migration of the database that has it. */
  static void take(Connection connection, MigrationProgress progress) throws SQLException {
    try {
      boolean told = false;
      while (!isTaken(connection)) {
        if (!told) {
          progress.waiting(holder(connection));
          told = true;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LyssMigrationException("Interrupted while another migration was running", e);
    }
  }

  private static boolean isTaken(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_try_advisory_xact_lock(" + KEY + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static String holder(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select format('another migration of this database, pid %s (%s)', a.pid, a.usename)
                  || coalesce(', since ' || to_char(a.xact_start, 'HH24:MI:SS'), '')
                from pg_locks as l
                join pg_stat_activity as a using (pid)
                cross join (select
                """
                    + KEY
                    + """
                 as key) as k
                where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                  and l.database = (select oid from pg_database where datname = current_database())
                  and l.classid::bigint << 32 | l.objid::bigint = k.key
                """)) {
      return row.next() ? row.getString(1) : "another migration of this database";
    }
  }
}
