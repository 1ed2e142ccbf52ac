package io.lyss.spring;

import io.lyss.dao.HostDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A data source of the host as LYSS uses it. Inside a transaction of Spring it returns that
 * transaction's connection, which obeys the transaction's time-out.
 */
final class SpringDataSource extends TransactionAwareDataSourceProxy implements HostDataSource {

  private final DataSource transactional;

  private SpringDataSource(DataSource transactional) {
    super(transactional);
    this.transactional = transactional;
  }

  /** A data source over the one whose transactions a transaction manager manages. */
  static SpringDataSource over(DataSource dataSource) {
    DataSource target = dataSource;
    while (target instanceof TransactionAwareDataSourceProxy proxy
        && proxy.getTargetDataSource() != null) {
      target = proxy.getTargetDataSource();
    }
    return new SpringDataSource(target);
  }

  /** The data source itself. */
  DataSource target() {
    return transactional;
  }

  @Override
  public boolean isInTransaction(Connection connection) throws SQLException {
    return !connection.getAutoCommit()
        && TransactionSynchronizationManager.isActualTransactionActive()
        && TransactionSynchronizationManager.hasResource(transactional);
  }

  @Override
  public boolean mayBeInTransaction() {
    return TransactionSynchronizationManager.isActualTransactionActive();
  }
}
