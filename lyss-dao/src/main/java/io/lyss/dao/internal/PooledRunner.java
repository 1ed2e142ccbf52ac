package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs each statement on a connection that it asks for: in the host's transaction if it comes in
 * one, otherwise in a transaction of its own.
 */
final class PooledRunner implements StatementRunner {

  // As "discard all", but the plans stay.
  private static final String DISCARD =
      """
      close all; set session authorization default; reset all; unlisten *;
      select pg_catalog.pg_advisory_unlock_all(); discard temp; discard sequences""";

  private final Connections connections;

  PooledRunner(Connections connections) {
    this.connections = connections;
  }

  @Override
  public <T> T run(
      Rendered statement,
      Binding binding,
      Map<String, @Nullable Object> arguments,
      ResultReader<T> reader)
      throws SQLException {
    try (Connection connection = connections.get()) {
      return connections.isInHostsTransaction(connection)
          ? new JoinedRunner(connection).run(statement, binding, arguments, reader)
          : run(connection, statement, binding, arguments, reader);
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

  @Override
  public <T, X extends Exception> T inTransaction(TransactionalWork<T, X> work)
      throws SQLException, X {
    try (Connection connection = connections.get()) {
      if (connections.isInHostsTransaction(connection)) {
        return new JoinedRunner(connection).inTransaction(work);
      }
      TransactionRunner own = new TransactionRunner(connection);
      try {
        return Transactions.within(connection, () -> work.run(connection, own));
      } finally {
        if (own.ranStatementsOfOthers()) {
          discard(connection);
        }
      }
    }
  }

  /** A connection that cannot be cleaned is closed, so that nobody has it next. */
  private static void discard(Connection connection) throws SQLException {
    try {
      Transactions.within(
          connection,
          () -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute(DISCARD);
            }
          });
    } catch (SQLException e) {
      connection.abort(Runnable::run);
    }
  }

  @Override
  public <T, X extends Exception> T bound(Binding binding, Transactions.Work<T, X> work) {
    throw new IllegalStateException("A scope is bound to a transaction, and there is none yet");
  }
}
