package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Runs each statement on a connection that it asks for: in the host's transaction if it comes in
 * one, otherwise in a transaction of its own.
 */
final class PooledRunner implements StatementRunner {

  // Like "discard all", but it keeps the plans.
  private static final String DISCARD =
      """
      close all; set session authorization default; reset all; unlisten *;
      select pg_catalog.pg_advisory_unlock_all(); discard temp; discard sequences""";

  private final Connections connections;

  private final Mark.@Nullable Source marks;

  /**
   * @param marks where there is a replica
   */
  PooledRunner(Connections connections, Mark.@Nullable Source marks) {
    this.connections = connections;
    this.marks = marks;
  }

  @Override
  public <T> T run(Rendered statement, Binding binding, Arguments arguments, ResultReader<T> reader)
      throws SQLException {
    try (Connection connection = connections.get()) {
      return connections.isInHostsTransaction(connection)
          ? new JoinedRunner(connection, marks).run(statement, binding, arguments, reader)
          : run(connection, statement, binding, arguments, reader, begin());
    }
  }

  private @Nullable Mark begin() {
    return marks == null ? null : marks.begin();
  }

  /** Runs a statement on a connection that nothing else uses meanwhile. */
  static <T> T run(
      Connection connection,
      Rendered statement,
      Binding binding,
      Arguments arguments,
      ResultReader<T> reader,
      @Nullable Mark mark)
      throws SQLException {
    if (connection.getAutoCommit() && StatementRunner.pipelines(connection)) {
      // Scope and statement, or the statement that is given it, end with one Sync: one transaction.
      return StatementRunner.runInOwnTransaction(
          connection, statement, binding, arguments, reader, mark);
    }
    return Transactions.within(
        connection,
        () -> StatementRunner.runBound(connection, statement, binding, arguments, reader, mark));
  }

  @Override
  public <T, X extends Exception> T inTransaction(TransactionalWork<T, X> work)
      throws SQLException, X {
    try (Connection connection = connections.get()) {
      if (connections.isInHostsTransaction(connection)) {
        return new JoinedRunner(connection, marks).inTransaction(work);
      }
      TransactionRunner own = new TransactionRunner(connection);
      Mark mark = begin();
      try {
        return Transactions.within(
            connection,
            () -> {
              T answer = work.run(connection, own);
              if (mark != null) {
                mark.ask(connection);
              }
              return answer;
            });
      } finally {
        if (own.ranStatementsOfOthers()) {
          discard(connection);
        }
      }
    }
  }

  /** Cleans a connection, or closes it if that fails, so that nobody gets it as it is. */
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
