package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Lets one host at a time migrate a database, whichever of its schemas. Flyway has a lock as well,
 * but takes it only after it has created the schema, where two hosts would collide; and no lock of
 * Flyway protects the extensions, which all schemas share.
 */
final class MigrationLock implements AutoCloseable {

  private static final String KEY = "hashtextextended('lyss migration', 0)";

  private static final long PAUSE_MILLIS = 100;

  private final Connection connection;
  private final boolean autoCommit;

  private MigrationLock(Connection connection) throws SQLException {
    this.connection = connection;
    this.autoCommit = connection.getAutoCommit();
  }

  /** Waits for whoever is migrating the database now. */
  static MigrationLock acquire(DataSource dataSource, MigrationProgress progress)
      throws SQLException {
    MigrationLock lock = new MigrationLock(dataSource.getConnection());
    try {
      lock.connection.setAutoCommit(false);
      boolean told = false;
      while (!lock.isAcquired()) {
        if (!told) {
          progress.waiting(lock.holder());
          told = true;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      return lock;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lock.close();
      throw new LyssMigrationException("Interrupted while another migration was running", e);
    } catch (SQLException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private boolean isAcquired() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_try_advisory_xact_lock(" + KEY + ")")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private String holder() throws SQLException {
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

  Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }
}
