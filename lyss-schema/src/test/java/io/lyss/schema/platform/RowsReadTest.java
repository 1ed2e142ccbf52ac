package io.lyss.schema.platform;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.RowsRead;
import io.lyss.throwaway.Whole;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is asked at every request reads the few rows that it is about, however many others there
 * are, the binding of the scope included.
 */
@Whole("a request that reads more rows the more there are")
class RowsReadTest {

  private static final String SEED =
      """
      insert into users (username, email, hashed_password, role)
      select 'u' || i, 'u' || i || '@example.org', '!', case i when 1 then 'admin' else 'user' end
      from generate_series(1, 3000) as i;
      insert into provider_configs (name, provider_type, scope, created_by, api_key)
      select
        'p' || i, 'openai', case when i <= 1500 then 'organization' else 'personal' end,
        case when i <= 1500 then 1 else i end, 'test:' || repeat('A', 40)
      from generate_series(1, 3000) as i;
      insert into provider_distributions (provider_id, user_id, distributed_by)
      select 1 + (u + k * 700) % 1500, u, 1
      from generate_series(1, 3000) as u, generate_series(0, 1) as k;
      insert into conversations (user_id, provider_id, title, message_count, created_at)
      select 2000, 2000, 'c' || i, 1, current_timestamp - i * interval '1 hour'
      from generate_series(1, 3000) as i;
      insert into conversations (user_id, provider_id, title, created_at)
      values (2000, 2000, 'empty', current_timestamp - interval '2 days');
      insert into messages (conversation_id, user_id, sequence, idempotency_key, role, content)
      select c.id, 2000, i, gen_random_uuid(), 'user', 'said ' || i
      from generate_series(1, 200) as i, (select min(id) as id from conversations) as c;
      analyze;
      """;

  private static OwnedDatabase platform;
  private static Connection app;

  @BeforeAll
  static void open() throws SQLException {
    platform = OwnedDatabase.with(LyssDatabase.PLATFORM, SEED);
    app = platform.app();
    app.setAutoCommit(false);
  }

  @AfterAll
  static void close() throws SQLException {
    app.close();
    platform.close();
  }

  // user 2000 has the providers 501 and 1201, and 2000 as their own
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | select 1 | 1",
        "5 | select where can_user_access_provider(2000, 1201) | 1",
        "5 | select where can_user_access_provider(2000, 2000) | 1",
        "9 | select from explain_provider_access(2000, 1201) | 1",
        "3 | select from visible_users(0, 50) | 1",
        "20 | select from visible_providers(0, 50) | 3",
        "20 | select from user_available_providers where available_to_user = 2000 | 3",
        "3 | select from search_messages('nowhere', 50) | 0",
        "3 | select from search_conversations('c77', 50) | 1",
      })
  void aUsersQuestionsReadFewRows(int atMost, String question, int answers) throws SQLException {
    assertReads(Scoped.asUser(app, 2000), question, answers, atMost);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | select 1 | 1",
        "5 | select where can_user_access_provider(2000, 1201) | 1",
        "7 | select where can_user_access_provider(2000, 2000) | 1",
        "9 | select from explain_provider_access(2000, 1201) | 1",
        "60 | select from visible_users(0, 50) | 50",
        "60 | select from visible_providers(0, 50) | 50",
        "4 | select where delete_empty_conversations() = 1 | 1",
      })
  void systemWorksQuestionsReadFewRows(int atMost, String question, int answers)
      throws SQLException {
    assertReads(Scoped.asSystem(app, "a test"), question, answers, atMost);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6 | select where can_user_access_provider(2000, 1201) | 1",
        "60 | select from visible_users(0, 50) | 50",
        "60 | select from visible_providers(0, 50) | 50",
      })
  void anAdministratorsQuestionsReadFewRows(int atMost, String question, int answers)
      throws SQLException {
    assertReads(Scoped.asUser(app, 1), question, answers, atMost);
  }

  private static void assertReads(Scoped scope, String question, int answers, int atMost)
      throws SQLException {
    RowsRead.assertReads(app, scope, question, answers, atMost);
  }
}
