package io.lyss.dao;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A data source that returns the connection of the host's transaction if there is one, and reports
 * that it does. LYSS joins that transaction, as {@code joining(connection)} does; it never commits
 * or rolls back the transaction, and never changes the connection's auto-commit mode.
 *
 * <p>Only a host with its own way of managing transactions needs this. LYSS recognises by itself a
 * transaction of Spring's {@code TransactionAwareDataSourceProxy}, and a connection that is not in
 * auto-commit mode while other connections of the same data source are.
 */
public interface HostDataSource extends DataSource {

  /**
   * Whether a connection of this data source is in a transaction that the host ends.
   *
   * @param connection a connection that the current thread has just received
   */
  boolean isInTransaction(Connection connection) throws SQLException;

  /**
   * Whether a connection that this thread asked for now could be in such a transaction. LYSS calls
   * it before it sends a read to a replica, so that it need not borrow a connection of the primary
   * to find out. Return true if it is not known.
   */
  default boolean mayBeInTransaction() {
    return true;
  }
}
