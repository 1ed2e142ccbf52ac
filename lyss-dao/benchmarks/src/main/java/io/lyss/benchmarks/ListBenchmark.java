package io.lyss.benchmarks;

import io.lyss.dao.PageRequest;
import io.lyss.dao.platform.Conversation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Pages of 50 rows: through the DAO in a user's scope, and in plain JDBC past row-level security.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ListBenchmark {

  private static final PageRequest FIFTY = PageRequest.first(50);
  private static final String CONVERSATIONS =
      "select id, user_id, provider_id, title, metadata, message_count, last_active_at, created_at,"
          + " updated_at from conversations where user_id = ?"
          + " order by created_at desc, id desc limit 51";
  private static final String MESSAGES =
      "select id, conversation_id, sequence, role, content, metadata, created_at from messages"
          + " where conversation_id = ? and user_id = ? order by sequence desc limit 51";
  private static final String PROVIDERS =
      "select id, name, provider_type, scope, created_by, api_base_url, config, is_active,"
          + " created_at, updated_at from user_available_providers"
          + " where available_to_user = ? order by id limit 51";

  @Benchmark
  public Object conversationsDao(Database database) {
    return database.session(database.question()).conversations().list(FIFTY);
  }

  @Benchmark
  public Object conversationsJdbc(Database database) throws SQLException {
    return rows(database, CONVERSATIONS, database.question().userId());
  }

  @Benchmark
  public Object providersDao(Database database) {
    return database.session(database.question()).providers().listAvailable(FIFTY);
  }

  @Benchmark
  public Object providersJdbc(Database database) throws SQLException {
    return rows(database, PROVIDERS, database.question().userId());
  }

  @Benchmark
  public Object messagesDao(Conversations conversations, Database database) {
    Conversation conversation = conversations.any();
    return database
        .platform
        .asUser(conversation.userId())
        .messages()
        .listNewestFirst(conversation.id(), FIFTY);
  }

  @Benchmark
  public Object messagesJdbc(Conversations conversations, Database database) throws SQLException {
    Conversation conversation = conversations.any();
    return rows(database, MESSAGES, conversation.id(), conversation.userId());
  }

  private static List<Object[]> rows(Database database, String sql, Number... arguments)
      throws SQLException {
    try (Connection connection = database.pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      List<Object[]> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          Object[] row = new Object[columns];
          for (int i = 0; i < columns; i++) {
            row[i] = result.getString(i + 1);
          }
          rows.add(row);
        }
      }
      return rows;
    }
  }
}
