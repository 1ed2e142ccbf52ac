package io.lyss.benchmarks.text;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Volume;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * Reads a page as a careful programmer would who owns the tables and knows the conversation's
 * times: by a prepared statement with these times as bounds, whose plan is kept.
 */
final class RawPage implements Call {

  private final DataSource source;
  private final Age age;
  private final String times;
  private final String page;
  private final int columns;
  private final BiFunction<Integer, Integer, List<Object>> keys;
  private final Map<Integer, Timestamp[]> known = new HashMap<>();

  // tenant: the condition on the tenant, where there are tenants
  // keys: the values of the conditions for a conversation and its user
  private RawPage(
      DataSource source,
      Age age,
      String schema,
      String table,
      String tenant,
      String columns,
      BiFunction<Integer, Integer, List<Object>> keys) {
    this.source = source;
    this.age = age;
    this.times =
        "select created_at, last_active_at from %s.conversations where %sid = ? and user_id = ?"
            .formatted(schema, tenant);
    this.page =
        """
        select %s from %s.%s where %sconversation_id = ? and user_id = ?
        and created_at between ? and ? order by sequence desc limit ?"""
            .formatted(columns, schema, table, tenant);
    this.columns = columns.split(",").length;
    this.keys = keys;
  }

  static RawPage platform(DataSource source, Age age) {
    return new RawPage(
        source,
        age,
        "lyss_platform",
        "messages",
        "",
        "id, conversation_id, user_id, sequence, idempotency_key, role, content, metadata,"
            + " imported_at, created_at",
        (conversation, user) -> List.of(conversation.longValue(), user));
  }

  static RawPage chat(DataSource source, Age age) {
    return new RawPage(
        source,
        age,
        "lyss_chat",
        "conversation_messages",
        "tenant_id = ? and ",
        "tenant_id, id, conversation_id, user_id, sequence, role, content, token_count,"
            + " model_used, response_time_ms, tool_calls, tool_call_id, finish_reason, metadata,"
            + " imported_at, created_at",
        (conversation, user) ->
            List.of(Volume.uuid(1), Volume.uuid(conversation), Volume.uuid(user)));
  }

  @Override
  public void run(int n) throws SQLException {
    int user = age.owner(TextFigures.user(n));
    List<Object> key = keys.apply(age.conversation(user), user);
    try (Connection connection = source.getConnection()) {
      Timestamp[] bounds = known.get(user);
      if (bounds == null) {
        bounds = times(connection, key);
        known.put(user, bounds);
      }
      read(connection, key, bounds);
    }
  }

  private Timestamp[] times(Connection connection, List<Object> key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(times)) {
      bind(statement, key);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Timestamp[] {row.getTimestamp(1), row.getTimestamp(2)};
      }
    }
  }

  private void read(Connection connection, List<Object> key, Timestamp[] bounds)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(page)) {
      int at = bind(statement, key);
      statement.setTimestamp(at, bounds[0]);
      statement.setTimestamp(at + 1, bounds[1]);
      statement.setInt(at + 2, 51);
      List<Object[]> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          Object[] row = new Object[columns];
          for (int i = 0; i < row.length; i++) {
            row[i] = result.getString(i + 1);
          }
          rows.add(row);
        }
      }
      if (rows.size() != 51) {
        throw new IllegalStateException("a page of " + rows.size() + " messages");
      }
    }
  }

  private static int bind(PreparedStatement statement, List<Object> key) throws SQLException {
    int at = 1;
    for (Object value : key) {
      statement.setObject(at++, value);
    }
    return at;
  }
}
