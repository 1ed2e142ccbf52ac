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
import javax.sql.DataSource;

/**
 * A page as a careful programmer reads it who owns the tables, and knows the conversation's times:
 * a prepared statement that is bounded by them, whose plan is kept.
 */
final class RawChatPage implements Call {

  private static final String TIMES =
      "select created_at, last_active_at from lyss_chat.conversations"
          + " where tenant_id = ? and id = ? and user_id = ?";
  private static final String PAGE =
      "select tenant_id, id, conversation_id, user_id, sequence, role, content, token_count,"
          + " model_used, response_time_ms, tool_calls, tool_call_id, finish_reason, metadata,"
          + " imported_at, created_at from lyss_chat.conversation_messages"
          + " where tenant_id = ? and conversation_id = ? and user_id = ?"
          + " and created_at between ? and ? order by sequence desc limit ?";

  private final DataSource source;
  private final Age age;
  private final Map<Integer, Timestamp[]> known = new HashMap<>();

  RawChatPage(DataSource source, Age age) {
    this.source = source;
    this.age = age;
  }

  @Override
  public void run(int n) throws SQLException {
    int user = age.owner(3 + n % TextFigures.USERS);
    try (Connection connection = source.getConnection()) {
      Timestamp[] bounds = known.get(user);
      if (bounds == null) {
        bounds = times(connection, user);
        known.put(user, bounds);
      }
      read(connection, user, bounds);
    }
  }

  private Timestamp[] times(Connection connection, int user) throws SQLException {
    try (PreparedStatement times = connection.prepareStatement(TIMES)) {
      times.setObject(1, Volume.uuid(1));
      times.setObject(2, Volume.uuid(age.conversation(user)));
      times.setObject(3, Volume.uuid(user));
      try (ResultSet row = times.executeQuery()) {
        row.next();
        return new Timestamp[] {row.getTimestamp(1), row.getTimestamp(2)};
      }
    }
  }

  private void read(Connection connection, int user, Timestamp[] bounds) throws SQLException {
    try (PreparedStatement page = connection.prepareStatement(PAGE)) {
      page.setObject(1, Volume.uuid(1));
      page.setObject(2, Volume.uuid(age.conversation(user)));
      page.setObject(3, Volume.uuid(user));
      page.setTimestamp(4, bounds[0]);
      page.setTimestamp(5, bounds[1]);
      page.setInt(6, 51);
      List<Object[]> rows = new ArrayList<>();
      try (ResultSet result = page.executeQuery()) {
        while (result.next()) {
          Object[] row = new Object[16];
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
}
