package io.lyss.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Finds out whether a pool returns connections with statements that were prepared on them before.
 * On such a pool, an attacker who can send several statements at once can replace a statement that
 * the driver has prepared, even the one that binds the next scope.
 *
 * <p>It prepares a statement, gives the connection back and looks for the statement. If a
 * connection does not come again, the statement stays on it and does nothing.
 */
final class KeptStatements {

  private static final String OURS = "lyss_doctor";
  private static final int TRIES = 3;

  private KeptStatements() {}

  /** False also if no connection came a second time, so that nothing is known. */
  static boolean areReplaceable(DataSource dataSource) throws SQLException {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < TRIES; i++) {
      try (Connection connection = dataSource.getConnection()) {
        if (!namesStatements(connection)) {
          return false;
        }
        boolean kept = remembers(connection);
        if (!connection.getAutoCommit()) {
          connection.rollback();
        }
        if (kept) {
          return true;
        }
        if (!seen.add(connection.unwrap(PGConnection.class).getBackendPID())) {
          return false;
        }
      }
    }
    return false;
  }

  private static boolean namesStatements(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      return false;
    }
    PGConnection driver = connection.unwrap(PGConnection.class);
    return driver.getPrepareThreshold() != 0
        && driver.getPreferQueryMode() != PreferQueryMode.SIMPLE;
  }

  /** Finds the statement that it prepared there before and drops it, or prepares it. */
  private static boolean remembers(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean found;
      try (ResultSet row =
          statement.executeQuery(
              "select exists (select from pg_catalog.pg_prepared_statements where name = '%s')"
                  .formatted(OURS))) {
        row.next();
        found = row.getBoolean(1);
      }
      statement.execute(found ? "deallocate " + OURS : "prepare " + OURS + " as select 1");
      return found;
    }
  }
}
