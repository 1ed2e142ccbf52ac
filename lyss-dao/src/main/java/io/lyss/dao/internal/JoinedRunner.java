package io.lyss.dao.internal;

import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements in a transaction of the host. Each binds the scope and restores what was bound
 * when the session joined, so the host's own statements in between run as they would without LYSS.
 */
final class JoinedRunner implements StatementRunner {

  private final Connection connection;
  private final List<String> before;

  private JoinedRunner(Connection connection, List<String> before) {
    this.connection = connection;
    this.before = before;
  }

  static JoinedRunner join(Connection connection, ScopeLayout layout) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalArgumentException(
          "This connection is in auto-commit mode, so there is no transaction to join: begin one"
              + " with setAutoCommit(false), or use the session without joining");
    }
    try (PreparedStatement statement = connection.prepareStatement(layout.capture());
        ResultSet row = statement.executeQuery()) {
      row.next();
      List<String> before = new ArrayList<>();
      for (int column = 1; column <= layout.captured(); column++) {
        before.add(row.getString(column));
      }
      return new JoinedRunner(connection, before);
    }
  }

  @Override
  public <T> T run(
      Rendered statement,
      Binding binding,
      Map<String, @Nullable Object> arguments,
      ResultReader<T> reader)
      throws SQLException {
    return StatementRunner.runBoundAndRestored(
        connection, statement, binding, before, arguments, reader);
  }
}
