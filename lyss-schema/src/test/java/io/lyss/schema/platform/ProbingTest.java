package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static io.lyss.schema.platform.Organisation.BOBS_CONVERSATION;
import static io.lyss.schema.platform.Organisation.BOBS_OWN;
import static io.lyss.schema.platform.Organisation.NO_CONVERSATION;
import static io.lyss.schema.platform.Organisation.NO_PROVIDER;
import static io.lyss.schema.platform.Organisation.UNDISTRIBUTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal does not reveal whether the row exists. */
class ProbingTest {

  private static OwnedDatabase platform;
  private static Scoped alice;
  private static Scoped admin;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    Connection app = platform.app();
    alice = Scoped.asUser(app, ALICE);
    admin = Scoped.asUser(app, ADMIN);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  @Test
  void aConversationOfAnotherUserLooksMissing() throws SQLException {
    for (String statement :
        List.of(
            "insert into usage_statistics (user_id, provider_id, conversation_id)"
                + " values (2, 1, %d)",
            "insert into usage_statistics (user_id, provider_id, conversation_id)"
                + " values (2, 6, %d)")) {
      assertAlike(statement, BOBS_CONVERSATION, NO_CONVERSATION);
    }
    for (String statement :
        List.of(
            "update conversations set title = 'x' where id = %d",
            "delete from conversations where id = %d",
            "select from conversations where id = %d for update",
            "select from messages where conversation_id = %d",
            "select from append_messages(%d, array[gen_random_uuid()], array['user'], array['x'],"
                + " array['{}'::jsonb])",
            "select from usage_statistics where conversation_id = %d")) {
      assertThat(alice.attempt(statement.formatted(BOBS_CONVERSATION)))
          .as(statement)
          .isEqualTo(alice.attempt(statement.formatted(NO_CONVERSATION)))
          .isEqualTo(Outcome.done(0));
    }
  }

  @Test
  void aProviderThatTheUserMayNotUseLooksMissing() throws SQLException {
    for (String statement :
        List.of(
            "insert into conversations (user_id, provider_id, title) values (2, %d, 'x')",
            "insert into usage_statistics (user_id, provider_id) values (2, %d)",
            "insert into usage_statistics (user_id, provider_id, conversation_id)"
                + " values (2, %d, 1)",
            "insert into provider_distributions (provider_id, user_id, distributed_by)"
                + " values (%d, 2, 2)")) {
      assertAlike(statement, BOBS_OWN, NO_PROVIDER);
      assertAlike(statement, UNDISTRIBUTED, NO_PROVIDER);
    }
  }

  private static void assertAlike(String statement, int there, int notThere) throws SQLException {
    Outcome first = alice.attempt(statement.formatted(there));
    Outcome second = alice.attempt(statement.formatted(notThere));

    assertThat(first.sqlState()).as(statement).isNotEmpty();
    assertThat(first).as(statement).isEqualTo(second);
  }

  /** Names collide only with names that the user sees. */
  @ParameterizedTest
  @ValueSource(strings = {"", " on conflict do nothing"})
  void namesOfHiddenProvidersAreFree(String onConflict) throws SQLException {
    // Bob and the administrator have a "my own" too; this is Alice's second provider
    assertThat(
            alice.attempt(
                "update provider_configs set name = 'other' where id = 5;"
                    + provider("my own", "personal", ALICE)
                    + onConflict))
        .isEqualTo(Outcome.done(1));
    // nor do the names of organization providers matter
    assertThat(alice.attempt(provider("undistributed", "personal", ALICE) + onConflict))
        .isEqualTo(Outcome.done(1));
    // a name of her own does
    assertThat(alice.attempt(provider("my own", "personal", ALICE)).constraint())
        .isEqualTo("unique_personal_provider_name");
  }

  /** Not even of the user's own rows: so nobody has to check who owns them. */
  @Test
  void noErrorShowsTheValuesOfARow() throws SQLException {
    for (String statement :
        List.of(
            provider("my own", "personal", ALICE),
            provider(" x", "personal", ALICE),
            "update provider_configs set config = '[]' where id = 5",
            "update conversations set title = ' ' where id = 1",
            "insert into conversations (user_id, provider_id, title) values (2, 1, ' ')",
            Organisation.say(1, "tool", "'secret'"),
            Organisation.say(1, "user", "null"),
            "insert into usage_statistics (user_id, provider_id, conversation_id)"
                + " values (2, 1, 3)",
            "insert into usage_statistics (user_id, provider_id, cost) values (2, 1, -1)",
            "insert into audit_logs (user_id, action, resource_type) values (2, '', 'secret')",
            "insert into audit_logs (user_id, action, resource_type) values (3, 'a', 'secret')")) {
      assertNoValues(alice, statement);
    }
    for (String statement :
        List.of(
            "insert into users (username, email, hashed_password) values ('bob', 'b@c.d', '!')",
            "update users set email = 'alice@example.org' where id = 3",
            "update users set hashed_password = 'secret' where id = 3",
            "update users set role = 'secret'",
            "update provider_configs set name = 'shared' where id = 2",
            provider("shared", "organization", ADMIN),
            "insert into provider_distributions (provider_id, user_id, distributed_by)"
                + " values (1, 2, 1)",
            "insert into provider_distributions (provider_id, user_id, distributed_by)"
                + " values (5, 2, 1)")) {
      assertNoValues(admin, statement);
    }
  }

  private static void assertNoValues(Scoped scope, String statement) throws SQLException {
    Outcome outcome = scope.attempt(statement);

    assertThat(outcome.sqlState()).as(statement).isNotEmpty();
    assertThat(outcome.text())
        .as(statement)
        .doesNotContain("Failing row", "Key (", "secret", "$2b$");
  }

  private static String provider(String name, String scope, int creator) {
    return "insert into provider_configs (name, provider_type, scope, created_by, api_key)"
        + " values ('%s', 'openai', '%s', %d, '%s')"
            .formatted(name, scope, creator, Organisation.key("c"));
  }
}
