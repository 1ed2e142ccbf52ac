package io.lyss.dao;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A data source that hands out the connection of the host's transaction where there is one, and
 * says so. LYSS joins that transaction, as {@code joining(connection)} does; it never commits it,
 * rolls it back, or changes the connection's auto-commit mode.
 *
 * <p>Only a host that manages transactions in a way of its own needs it. LYSS notices by itself a
 * transaction of Spring's {@code TransactionAwareDataSourceProxy}, and a connection that is not in
 * auto-commit mode although others of the same data source are.
 */
public interface HostDataSource extends DataSource {

  /**
   * Whether a connection of this data source is in a transaction that the host ends.
   *
   * @param connection as it was handed out to the current thread, just now
   */
  boolean isInTransaction(Connection connection) throws SQLException;

  /**
   * Whether a connection that is asked for now, in this thread, could be in such a transaction. It
   * is asked before a read goes to a replica, so that none of the primary is borrowed for the
   * answer; where it is not known, true is right.
   */
  default boolean mayBeInTransaction() {
    return true;
  }
}
