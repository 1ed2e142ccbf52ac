package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs the statements of one transaction of LYSS's own; the first of them binds the scope. */
final class TransactionRunner implements StatementRunner {

  private final Connection connection;
  private boolean bound;
  private boolean foreign;

  TransactionRunner(Connection connection) {
    this.connection = connection;
  }

  @Override
  public <T> T run(Rendered statement, Binding binding, Arguments arguments, ResultReader<T> reader)
      throws SQLException {
    if (bound) {
      return StatementRunner.runPlain(connection, statement, arguments, reader);
    }
    T answer = StatementRunner.runBound(connection, statement, binding, arguments, reader, null);
    bound = true;
    return answer;
  }

  @Override
  public <T, X extends Exception> T inTransaction(TransactionalWork<T, X> work)
      throws SQLException, X {
    // A scope that was first bound inside is lost once the inner transaction is undone.
    TransactionRunner inner = new TransactionRunner(connection);
    inner.bound = bound;
    try {
      return Transactions.nested(connection, () -> work.run(connection, inner));
    } finally {
      foreign |= inner.foreign;
    }
  }

  @Override
  public <T, X extends Exception> T bound(Binding binding, Transactions.Work<T, X> work)
      throws SQLException, X {
    StatementRunner.runSettings(connection, binding.sql(), binding.sent(connection));
    foreign = true;
    return work.run();
  }

  /**
   * Whether statements of the caller ran on the connection, which may have left something on it.
   */
  boolean ranStatementsOfOthers() {
    return foreign;
  }
}
