package io.lyss.dao.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Commits or rolls back, depending on how the work ended. */
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
      refuseIfFailed(connection);
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

  /** The same in a transaction that others end: keeps the changes of the work, or undoes them. */
  static <T, X extends Exception> T nested(Connection connection, Work<T, X> work)
      throws SQLException, X {
    Savepoint before = connection.setSavepoint();
    try {
      T answer = work.run();
      refuseIfFailed(connection);
      connection.releaseSavepoint(before);
      return answer;
    } catch (Throwable e) {
      try {
        connection.rollback(before);
        connection.releaseSavepoint(before);
      } catch (SQLException rollback) {
        e.addSuppressed(rollback);
      }
      throw e;
    }
  }

  // On commit, PostgreSQL rolls back a failed transaction, and the driver reports success.
  private static void refuseIfFailed(Connection connection) throws SQLException {
    if (connection.isWrapperFor(BaseConnection.class)
        && connection.unwrap(BaseConnection.class).getTransactionState()
            == TransactionState.FAILED) {
      throw new SQLException(
          "A statement of this transaction has failed, so it is rolled back, although its failure"
              + " was caught; let it through",
          "25P02");
    }
  }
}
