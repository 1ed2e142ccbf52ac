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
 * Whether a pool hands out connections with what was prepared on them before. Then whoever can send
 * several statements at once replaces those that the driver has prepared, and what binds the next
 * scope is theirs.
 *
 * <p>It prepares a statement, gives the connection back and looks for it. That of a connection that
 * does not come again stays on it, and does nothing.
 */
final class KeptStatements {

  private static final String OURS = "lyss_doctor";
  private static final int TRIES = 3;

  private KeptStatements() {}

  /** False also where it cannot be told, as no connection came a second time. */
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

  /** Finds what it prepared there before, and takes it away; or prepares it. */
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
