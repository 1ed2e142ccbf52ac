package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs each statement on a connection of its own, in a transaction of its own. */
final class PooledRunner implements StatementRunner {

  private final DataSource dataSource;

  PooledRunner(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public <T> T run(
      Rendered statement,
      Binding binding,
      Map<String, @Nullable Object> arguments,
      ResultReader<T> reader)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return run(connection, statement, binding, arguments, reader);
    }
  }

  /** Runs a statement on a connection that nothing else uses meanwhile. */
  static <T> T run(
      Connection connection,
      Rendered statement,
      Binding binding,
      Map<String, @Nullable Object> arguments,
      ResultReader<T> reader)
      throws SQLException {
    if (connection.getAutoCommit() && StatementRunner.pipelines(connection)) {
      // Scope and statement end with one Sync, which makes them one transaction.
      return StatementRunner.runPipelined(connection, statement, binding, arguments, reader);
    }
    return Transactions.within(
        connection,
        () -> StatementRunner.runBound(connection, statement, binding, arguments, reader));
  }
}
