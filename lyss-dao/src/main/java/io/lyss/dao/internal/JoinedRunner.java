package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements in a transaction of the host. Each binds the scope and restores what it found, so
 * the host's own statements in between run as they would without LYSS.
 */
final class JoinedRunner implements StatementRunner {

  private final Connection connection;

  private final Mark.@Nullable Source marks;

  JoinedRunner(Connection connection, Mark.@Nullable Source marks) {
    this.connection = connection;
    this.marks = marks;
  }

  @Override
  public <T> T run(Rendered statement, Binding binding, Arguments arguments, ResultReader<T> reader)
      throws SQLException {
    try {
      return StatementRunner.runBoundAndRestored(
          connection, statement, binding, arguments, reader, marks == null ? null : marks.joined());
    } catch (SQLException e) {
      // The transaction is read-only, not the server, so waiting does not help.
      if (Failures.READ_ONLY.equals(e.getSQLState()) && connection.isReadOnly()) {
        throw Failures.inTransactionThatOnlyReads(e);
      }
      throw e;
    }
  }

  @Override
  public <T, X extends Exception> T inTransaction(TransactionalWork<T, X> work)
      throws SQLException, X {
    return Transactions.nested(connection, () -> work.run(connection, this));
  }

  @Override
  public <T, X extends Exception> T bound(Binding binding, Transactions.Work<T, X> work)
      throws SQLException, X {
    List<String> found = StatementRunner.capture(connection, binding.layout());
    StatementRunner.runSettings(connection, binding.sql(), binding.sent(connection));
    T answer = work.run();
    if (marks != null) {
      marks.joined().ask(connection);
    }
    StatementRunner.runSettings(connection, binding.layout().restore(), found);
    return answer;
  }
}
