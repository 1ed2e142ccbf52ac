package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

/** Ways around the policies: COPY, and functions that see rows before these are filtered. */
class LeakTest {

  private static OwnedDatabase platform;
  private static Connection app;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
    app.setAutoCommit(false);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  /** So cheap that the planner would evaluate it before the policy, if it were allowed to. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | users | username",
        "2 | provider_configs | concat(name, id)",
        "2 | provider_distributions | id::text",
        "2 | conversations | title",
        "2 | messages | content",
        "2 | usage_statistics | id::text",
        "2 | audit_logs | id::text",
        "2 | provider_access | concat(user_id, '-', provider_id)",
        "2 | user_available_providers | id::text",
        "2 | provider_usage_daily | daily_tokens::text",
        "2 | provider_usage_summary | total_tokens::text",
        "2 | search_messages('weather', 9) | content",
        "2 | search_conversations('weather', 9) | title",
        "1 | conversations | title",
        "1 | messages | content",
        "1 | provider_configs | concat(name, id)",
        "1 | provider_usage_daily | daily_tokens::text",
      })
  void aFunctionInAConditionReceivesOnlyRowsThatTheUserSees(int me, String from, String value)
      throws SQLException {
    Scoped.asUser(app, me).bind();
    try (Statement statement = app.createStatement()) {
      statement.execute(
          """
          create or replace function pg_temp.leak(text) returns boolean language plpgsql
          cost 0.0000001 as $$ begin raise notice '%', $1; return true; end $$
          """);
      List<String> seen = strings(statement, "select %s from %s".formatted(value, from));

      statement.clearWarnings();
      strings(statement, "select %2$s from %1$s where pg_temp.leak(%2$s)".formatted(from, value));

      assertThat(seen).isNotEmpty();
      assertThat(notices(statement)).containsOnlyOnceElementsOf(seen).hasSameSizeAs(seen);
    } finally {
      app.rollback();
    }
  }

  @Test
  void aFunctionInAnUpdateReceivesOnlyRowsThatTheUserSees() throws SQLException {
    for (String change :
        List.of(
            "update conversations set title = title where pg_temp.leak(title)",
            "delete from conversations where pg_temp.leak(title)")) {
      Scoped.asUser(app, ALICE).bind();
      try (Statement statement = app.createStatement()) {
        statement.execute(
            """
            create function pg_temp.leak(text) returns boolean language plpgsql
            cost 0.0000001 as $$ begin raise notice '%', $1; return true; end $$
            """);
        assertThat(statement.executeUpdate(change)).isEqualTo(2);
        assertThat(notices(statement)).containsExactlyInAnyOrder("The weather tomorrow", "天气预报");
      } finally {
        app.rollback();
      }
    }
  }

  @Test
  void copyToShowsOnlyOwnRows() throws SQLException, IOException {
    Scoped.asUser(app, ALICE).bind();
    try {
      assertThat(copy("copy (select content from messages) to stdout").lines())
          .containsExactlyInAnyOrder(
              "Will the weather be fine?", "Alice, it will rain.", "明天天气怎么样？", "下雨，爱丽丝。");
      assertThat(copy("copy users (username) to stdout").lines()).containsExactly("alice");
      assertThat(copy("copy conversations (title) to stdout").lines())
          .containsExactlyInAnyOrder("The weather tomorrow", "天气预报");
    } finally {
      app.rollback();
    }
  }

  /** PostgreSQL has no COPY FROM under row-level security: it is refused to everybody. */
  @Test
  void copyFromIsRefused() throws SQLException, IOException {
    for (int me : List.of(ALICE, ADMIN)) {
      for (String copy :
          List.of(
              "conversations (user_id, provider_id, title)",
              "audit_logs (user_id, action, resource_type)",
              "users (username, email, hashed_password)")) {
        Scoped.asUser(app, me).bind();
        try {
          app.unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "copy " + copy + " from stdin",
                  new ByteArrayInputStream("1\t1\tuser\tx\n".getBytes(StandardCharsets.UTF_8)));
          throw new AssertionError("copied into " + copy);
        } catch (SQLException e) {
          assertThat(e.getSQLState()).as(copy).isEqualTo("0A000");
        } finally {
          app.rollback();
        }
      }
    }
  }

  /** Nor to a file or a program of the server. */
  @Test
  void copyReachesNothingElse() throws SQLException {
    for (String copy :
        List.of("copy messages to program 'cat'", "copy messages to '/tmp/lyss-test-copy'")) {
      assertThat(Scoped.asUser(platform.app(), ALICE).attempt(copy).denied()).as(copy).isTrue();
    }
  }

  private static String copy(String sql) throws SQLException, IOException {
    StringWriter out = new StringWriter();
    app.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
    return out.toString();
  }

  private static List<String> strings(Statement statement, String sql) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  private static List<String> notices(Statement statement) throws SQLException {
    List<String> notices = new ArrayList<>();
    for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
      notices.add(w.getMessage());
    }
    return notices;
  }
}
