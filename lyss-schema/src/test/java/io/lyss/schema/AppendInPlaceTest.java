package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Each message changes its conversation's row. That must touch no index of the table, of which
 * there are many; so the row is updated where it stands, "heap-only".
 */
@OneIn(2)
class AppendInPlaceTest {

  private static final String CONVERSATION = "00000000-0000-7000-8000-000000000001";

  // it was active since the hour began, so the message moves its activity, and no further
  private static final String ACTIVE_THIS_HOUR =
      """
      update conversations
      set created_at = date_bin('1 hour', current_timestamp, '2000-01-01 00:00:00+00'),
        last_active_at = date_bin('1 hour', current_timestamp, '2000-01-01 00:00:00+00')
      """;

  @Test
  void aMessageOfChatTouchesNoIndexOfConversations() throws SQLException {
    assertInPlace(
        LyssDatabase.CHAT,
        "insert into conversations (tenant_id, id, user_id, title) values ('%s', '%s', '%s', 'x')"
            .formatted(Persona.ACME, CONVERSATION, Persona.ANN_ID),
        "select bind_scope('authenticated_users', '%s', '%s', '{}', 'end_user', '')"
            .formatted(Persona.ACME, Persona.ANN_ID),
        """
        select id from append_messages('%s', '%s', array['%s'::uuid], array['user'], array['x'],
          array[3], array[null], array[null::integer], array[null::jsonb], array[null],
          array[null], array['{}'::jsonb])
        """
            .formatted(Persona.ACME, CONVERSATION, UUID.randomUUID()));
  }

  @Test
  void aMessageOfPlatformTouchesNoIndexOfConversations() throws SQLException {
    assertInPlace(
        LyssDatabase.PLATFORM,
        """
        insert into users (username, email, hashed_password) values ('u', 'u@example.org', '!');
        insert into provider_configs (name, provider_type, scope, created_by, api_key)
        select 'p', 'openai', 'personal', 1, 'test:' || repeat('A', 40);
        insert into conversations (user_id, provider_id, title, message_count)
        select 1, id, 'x', 1 from provider_configs;
        """,
        "select bind_scope('authenticated_users', '1', '')",
        """
        select id from append_messages((select id from conversations), array[gen_random_uuid()],
          array['user'], array['x'], array['{}'::jsonb])
        """);
  }

  private static void assertInPlace(LyssDatabase kind, String seed, String bind, String append)
      throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(kind, seed);
        Connection connection = database.superuser();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local search_path = " + kind.defaultSchema() + ", pg_temp");
      statement.execute(ACTIVE_THIS_HOUR);
      long before = inPlace(statement);
      statement.execute(bind);
      assertThat(statement.execute(append)).isTrue();
      try (ResultSet appended = statement.getResultSet()) {
        assertThat(appended.next()).isTrue();
      }
      assertThat(inPlace(statement)).isEqualTo(before + 1);
      connection.rollback();
    }
  }

  private static long inPlace(Statement statement) throws SQLException {
    try (ResultSet count =
        statement.executeQuery(
            "select pg_stat_get_xact_tuples_hot_updated('conversations'::regclass)")) {
      count.next();
      return count.getLong(1);
    }
  }
}
