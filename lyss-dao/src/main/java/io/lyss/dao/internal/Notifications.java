package io.lyss.dao.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Waits for NOTIFY. */
final class Notifications {

  private Notifications() {}

  // Between two looks at keys that are due and that another worker is claiming, there is a pause.
  private static final int PAUSE_MILLIS = 50;

  interface Due {
    boolean ask(Connection connection) throws SQLException;
  }

  /**
   * @param channel a name that needs no quotes
   * @param due asked after LISTEN: whether there is no need to wait
   */
  static boolean await(DataSource dataSource, String channel, Duration timeout, Due due)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("listen " + channel);
        try {
          boolean now = due.ask(connection);
          int millis = now ? PAUSE_MILLIS : Math.toIntExact(Math.max(1, timeout.toMillis()));
          PGNotification[] received =
              connection.unwrap(PGConnection.class).getNotifications(millis);
          return now || received != null && received.length > 0;
        } finally {
          statement.execute("unlisten " + channel);
        }
      } finally {
        connection.setAutoCommit(autoCommit);
      }
    }
  }
}
