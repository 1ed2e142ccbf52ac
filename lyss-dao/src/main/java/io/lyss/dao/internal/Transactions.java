package io.lyss.dao.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Ends a transaction the way its work ended. */
final class Transactions {

  private Transactions() {}

  /** Work that may fail with the caller's own exception. */
  interface Work<T, X extends Exception> {
    T run() throws SQLException, X;
  }

  /**
   * Commits if the work returns, rolls back if it throws, and leaves the connection's auto-commit
   * mode as it was.
   */
  static <T, X extends Exception> T within(Connection connection, Work<T, X> work)
      throws SQLException, X {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    T answer;
    try {
      answer = work.run();
      connection.commit();
    } catch (Throwable e) {
      try {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
      } catch (SQLException rollback) {
        e.addSuppressed(rollback);
      }
      throw e;
    }
    connection.setAutoCommit(autoCommit);
    return answer;
  }
}
