package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the statements of one transaction of LYSS's own; the first of them binds the scope. */
final class TransactionRunner implements StatementRunner {

  private final Connection connection;
  private boolean bound;

  TransactionRunner(Connection connection) {
    this.connection = connection;
  }

  @Override
  public <T> T run(
      Rendered statement,
      Binding binding,
      Map<String, @Nullable Object> arguments,
      ResultReader<T> reader)
      throws SQLException {
    if (bound) {
      return StatementRunner.runPlain(connection, statement, arguments, reader);
    }
    T answer = StatementRunner.runBound(connection, statement, binding, arguments, reader);
    bound = true;
    return answer;
  }
}
