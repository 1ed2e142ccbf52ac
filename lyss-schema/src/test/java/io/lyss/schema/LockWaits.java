package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** What PostgreSQL reports of sessions that wait for a lock. */
public final class LockWaits {

  private static final String WAITING =
      """
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
      """;

  private LockWaits() {}

  /** Returns once somebody waits for a lock in the database, or the work has ended. */
  public static void awaitWaitOrEnd(Future<?> work, Connection observer) throws SQLException {
    try (Statement statement = observer.createStatement()) {
      while (!work.isDone()) {
        try (ResultSet waits = statement.executeQuery(WAITING)) {
          if (waits.next()) {
            return;
          }
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
