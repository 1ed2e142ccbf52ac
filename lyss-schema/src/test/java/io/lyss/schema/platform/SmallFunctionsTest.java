package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clean-up of empty conversations, hashes of secrets, times of change. */
class SmallFunctionsTest extends FreshOrganisationTest {

  @Test
  void onlyOldConversationsWithoutMessagesAreCleanedUp() throws SQLException {
    superuser.change(
        """
        insert into conversations (id, user_id, provider_id, title, message_count, created_at)
        overriding system value values
          (11, 2, 1, 'old and empty', 0, now() - interval '25 hours'),
          (12, 2, 1, 'fresh and empty', 0, now() - interval '23 hours'),
          (13, 3, 1, 'old, and something was said', 1, now() - interval '1 year'),
          (14, 3, 1, 'old and empty, of somebody else', 0, now() - interval '1 year')
        """);
    superuser.change(
        "insert into usage_statistics (user_id, provider_id, conversation_id) values (2, 1, 11)");

    assertThat(system.value("select delete_empty_conversations()")).isEqualTo(2L);

    assertThat(superuser.column("select id from conversations where id > 10 order by id"))
        .containsExactly(12L, 13L);
    assertThat(superuser.column("select conversation_id from usage_statistics where id > 100"))
        .containsExactly((Object) null);
    assertThat(system.value("select delete_empty_conversations('10 minutes')")).isEqualTo(1L);
    assertThat(system.value("select delete_empty_conversations(null)")).isEqualTo(0L);
  }

  @Test
  void systemWorkWithoutAReasonCleansUpNothing() throws SQLException {
    superuser.change(
        "insert into conversations (id, user_id, provider_id, title, created_at)"
            + " overriding system value values (11, 2, 1, 'x', '2020-01-01')");

    assertThat(Scoped.asSystem(app, "").attempt("select delete_empty_conversations()").denied())
        .isTrue();
    assertThat(superuser.rows("select from conversations where id = 11")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-secret", "x", "ключ 钥匙 🔑", "with ' and \\"})
  void aSecretIsComparedWithItsHashAndNotReadFromIt(String secret) throws SQLException {
    String hash = String.valueOf(system.value("select encrypt_api_key(?)", secret));

    assertThat(hash).matches("\\$2a\\$10\\$.{53}");
    assertThat(system.value("select decrypt_api_key(?, ?)", hash, secret)).isEqualTo(true);
    assertThat(system.value("select decrypt_api_key(?, ?)", hash, secret + "x")).isEqualTo(false);
    assertThat(system.value("select encrypt_api_key(?)", secret)).isNotEqualTo(hash);
    assertThat(system.value("select encrypt_api_key(null)")).isNull();
    assertThat(system.value("select decrypt_api_key(?, null)", hash)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"users", "provider_configs", "conversations"})
  void theTimeOfTheLastChangeIsKept(String table) throws SQLException {
    String time = "select updated_at from %s where id = 2".formatted(table);
    superuser.change(
        "set session_replication_role = replica; update %s set updated_at = '2020-01-01';"
                .formatted(table)
            + "set session_replication_role = origin");
    Object before = superuser.value(time);

    // whatever the statement says about it
    superuser.change("update %s set updated_at = '1999-01-01' where id = 2".formatted(table));

    assertThat(superuser.value(time)).isNotEqualTo(before);
    assertThat(
            superuser.rows(
                "select from %s where id = 2 and updated_at > now() - interval '1 minute'"
                    .formatted(table)))
        .hasSize(1);
    assertThat(superuser.rows("select from %s where updated_at = '2020-01-01'".formatted(table)))
        .isNotEmpty();
  }

  @Test
  void theTimeOfTheLastChangeIsKeptForUsersToo() throws SQLException {
    superuser.change(
        "set session_replication_role = replica; update conversations"
            + " set updated_at = '2020-01-01', created_at = '2019-01-01';"
            + " set session_replication_role = origin");

    Scoped.asUser(app, ALICE).change("update conversations set title = 'new' where id = 1");

    assertThat(
            superuser.column(
                "select id from conversations where updated_at > '2020-01-02'"
                    + " and created_at = '2019-01-01'"))
        .isEqualTo(List.of(1L));
  }
}
