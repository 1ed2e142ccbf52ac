package io.lyss.dao.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Waits for NOTIFY. */
final class Notifications {

  private Notifications() {}

  // The pause between two looks at keys that are due but that another worker is claiming.
  private static final int PAUSE_MILLIS = 50;

  // Notifications do not come through each pooler, and none comes when the pause of a key ends.
  private static final int POLL_MILLIS = 1_000;

  interface Due {
    boolean ask(Connection connection) throws SQLException;
  }

  /**
   * @param channel a name that needs no quotes
   * @param due asked after LISTEN: whether there is no need to wait
   */
  static boolean await(Connections connections, String channel, Duration timeout, Due due)
      throws SQLException {
    try (Connection connection = connections.get()) {
      if (connections.isInHostsTransaction(connection)) {
        throw new IllegalStateException(
            "await waits outside of transactions only, because a transaction of the host would stay open meanwhile");
      }
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("listen " + channel);
        try {
          PGConnection driver = connection.unwrap(PGConnection.class);
          if (due.ask(connection)) {
            driver.getNotifications(PAUSE_MILLIS);
            return true;
          }
          long end = System.nanoTime() + timeout.toNanos();
          while (true) {
            long left = Math.max(1, (end - System.nanoTime()) / 1_000_000);
            PGNotification[] received = driver.getNotifications((int) Math.min(left, POLL_MILLIS));
            if (received != null && received.length > 0) {
              return true;
            }
            if (System.nanoTime() >= end) {
              return false;
            }
            if (due.ask(connection)) {
              return true;
            }
          }
        } finally {
          statement.execute("unlisten " + channel);
        }
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    }
  }
}
