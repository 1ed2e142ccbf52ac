package io.lyss.dao.internal;

import io.lyss.dao.Freshness;
import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes reads on a replica that has replayed enough, in one round trip. */
final class ReplicaRunner {

  private final Connections connections;
  private final Replica replica;
  private final Reach reach;

  ReplicaRunner(Connections connections, Replica replica, Reach reach) {
    this.connections = connections;
    this.replica = replica;
    this.reach = reach;
  }

  /** The arguments of the guard; null if a read is to go to the primary at once. */
  @Nullable List<String> guard() throws SQLException {
    Freshness freshness = reach.now();
    if (freshness.isPrimary()) {
      return null;
    }
    String position = replica.required();
    if (position == null || connections.comesInHostsTransaction()) {
      return null;
    }
    return List.of(
        position,
        freshness.transactions().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(",", "{", "}")));
  }

  /** The answer; null if the replica cannot give it. */
  <T> @Nullable T run(
      Rendered statement,
      Binding binding,
      List<String> guard,
      Arguments arguments,
      ResultReader<T> reader)
      throws SQLException {
    try (Connection connection = replica.get()) {
      T answer =
          connection.getAutoCommit() && StatementRunner.pipelines(connection)
              ? StatementRunner.runGuarded(connection, statement, binding, guard, arguments, reader)
              : Transactions.within(
                  connection,
                  () ->
                      StatementRunner.runGuarded(
                          connection, statement, binding, guard, arguments, reader));
      replica.answered();
      return answer;
    } catch (SQLException e) {
      if (!replica.fallsBack(e)) {
        throw e;
      }
      return null;
    }
  }
}
