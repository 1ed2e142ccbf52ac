package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log holds what system work and administrators change, and never changes. */
@OneIn(3)
class SystemRecordTest extends FreshOrganisationTest {

  private static final String NEW =
      "select action, resource_type, resource_id, user_id, changes::text from audit_logs"
          + " where id > 100 order by id";

  private static final String REASON = "quarterly \"clean-up\"";

  @Override
  String reason() {
    return REASON;
  }

  /**
   * The rows that have changed are compared with the entries; also those that stayed as they were.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "users | insert | insert into users (username, email, hashed_password)"
            + " values ('x', 'x@y.z', '!'), ('y', 'y@y.z', '!')",
        "users | update | update users set is_active = true",
        "users | update | update users set role = role",
        "users | update | update users set email = replace(email, '@', '1@'), hashed_password = '!' where id < 4",
        "provider_configs | insert | insert into provider_configs"
            + " (name, provider_type, scope, created_by, api_key) select name, 'openai',"
            + " 'personal', 5, 'x:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE='"
            + " from provider_configs where id < 5",
        "provider_configs | update | update provider_configs set is_active = false",
        "provider_configs | update | update provider_configs set config = '{\"a\": null}'",
        "provider_distributions | insert | insert into provider_distributions"
            + " (provider_id, user_id, distributed_by) values (2, 2, 1), (2, 3, 1)",
        "provider_distributions | update | update provider_distributions set is_active = false",
        "conversations | delete | delete from conversations",
      })
  void eachChangedRowLeavesOneEntryWithTheReason(String table, String command, String statement)
      throws SQLException {
    String rows = "select id, to_jsonb(t) - 'updated_at' as row from " + table + " as t";
    superuser.change("create table before as " + rows);
    assertThat(system.change(statement)).isGreaterThan(1);

    List<Object> changed =
        superuser.column(
            "select id::bigint from before full join (%s) as now using (id)".formatted(rows)
                + " where before.row is distinct from now.row order by id");
    assertThat(
            superuser.rows(
                "select resource_id, action, resource_type, changes ->> 'reason', user_id"
                    + " from audit_logs where id > 100 order by resource_id"))
        .isEqualTo(
            changed.stream()
                .map(id -> Arrays.asList(id, "row_" + command, table, REASON, null))
                .toList());
    // administrators see it, others do not
    assertThat(Scoped.asUser(app, ADMIN).rows(NEW)).hasSameSizeAs(changed);
    assertThat(Scoped.asUser(app, ALICE).rows(NEW)).isEmpty();
  }

  /** In capitals, with blanks or what cannot be seen, with letters that look the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "row_update",
        "ROW_UPDATE",
        "Row_anything",
        " row_update",
        "row_update ",
        "row _update",
        "-row_delete",
        "READ_secret.",
        "erase_user",
        "export_User",
        "\u200brow_update",
        "r\u043ew_update",
        "\uff52\uff4f\uff57_insert",
        "drop\u00adpartition",
        "\u2063dr\u043ep_part\u0456tion",
      })
  void nobodyEntersWhatReadsLikeAnEntryOfTheDatabase(String action) throws SQLException {
    String entry =
        "insert into audit_logs (action, resource_type, user_id) values (?, 'users', %s)";
    Scoped alice = Scoped.asUser(app, ALICE);

    assertThat(alice.attempt(entry.formatted(ALICE), action).denied()).isTrue();
    assertThat(system.attempt(entry.formatted("null"), action).denied()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "login",
        "update_row",
        "rows_exported",
        "arrow_key",
        "erase_users",
        "\u521b\u5efa\u7528\u6237_\u5bf9\u8bdd\u7684\u7ba1\u7406",
        "l\u00f6schen",
        "read_secrets_page"
      })
  void anyOtherActionMayBeEntered(String action) throws SQLException {
    assertThat(
            Scoped.asUser(app, ALICE)
                .change(
                    "insert into audit_logs (action, resource_type, user_id) values (?, 'users', 2)",
                    action))
        .isEqualTo(1);
  }

  @Test
  void anEntryHasTheConnectionOfTheChange() throws SQLException {
    system.change("update users set is_active = true where id = 4");
    system.rows("select from personal_rows(2, null, 1)");

    assertThat(
            superuser.rows(
                "select action, ip_address = inet_client_addr(), user_agent <> '' from audit_logs"
                    + " where id > 100 order by id"))
        .containsExactly(List.of("row_update", true, true), List.of("export_user", true, true));
  }

  /** What entries contain: values before and after, except of secrets and of names of people. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SYSTEM | update users set role = 'admin', email = 'new@x.y', hashed_password = '!' where id = 2"
            + " | row_update | users | 2 | {\"after\": {\"role\": \"admin\"}, \"before\":"
            + " {\"role\": \"user\"}, \"redacted\": [\"email\", \"hashed_password\"]}",
        "ADMIN | update users set is_active = true where id = 4 | row_update | users | 4"
            + " | {\"after\": {\"is_active\": true}, \"before\": {\"is_active\": false}}",
        "ADMIN | update users set hashed_password = '!' where id = 1 | row_update | users | 1"
            + " | {\"redacted\": [\"hashed_password\"]}",
        "ADMIN | update provider_configs set api_base_url = 'https://x.y', api_key = 'x:"
            + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=' where id = 1 | row_update"
            + " | provider_configs | 1 | {\"key\": {\"created_by\": 1}, \"after\": {\"api_base_url\": \"https://x.y\"}, "
            + "\"redacted\": [\"api_key\"]}",
        "SYSTEM | update provider_configs set name = 'n', api_base_url = 'https://x.y', is_active ="
            + " false where id = 6 | row_update | provider_configs | 6 | {\"key\":"
            + " {\"created_by\": 3}, \"after\": {\"is_active\": false}, \"before\": {\"is_active\":"
            + " true}, \"redacted\": [\"api_base_url\", \"name\"]}",
        "ADMIN | update provider_distributions set is_active = false, distributed_by = 1 where id = 7"
            + " | row_update | provider_distributions | 7 | {\"key\": {\"user_id\": 3,"
            + " \"provider_id\": 9}, \"after\": {\"is_active\": false, \"distributed_by\": 1},"
            + " \"before\": {\"is_active\": true, \"distributed_by\": 5}}",
        "SYSTEM | delete from conversations where id = 3 | row_delete | conversations | 3"
            + " | {\"key\": {\"user_id\": 3, \"provider_id\": 1}}",
      })
  void anEntryHasTheValuesThatChanged(
      String by, String statement, String action, String table, Long id, String changes)
      throws SQLException {
    boolean bySystem = by.equals("SYSTEM");
    Scoped scope = bySystem ? system : Scoped.asUser(app, ADMIN);
    assertThat(scope.change(statement)).isEqualTo(1);

    assertThat(
            superuser.rows(
                NEW.replace(
                    "changes::text", "(changes - 'reason' #- '{after,valid_until}')::text")))
        .containsExactly(Arrays.asList(action, table, id, bySystem ? null : ADMIN, changes));
  }

  /** Columns of which no entry shows the value. */
  private static final String NOT_SHOWN =
      """
      select distinct c.relname || '.' || a.attname
      from pg_trigger as t
      join pg_class as c on c.oid = t.tgrelid
      join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where t.tgname = 'record_change' and a.attgenerated = ''
        and a.attname not in ('id', 'created_at', 'updated_at')
        and pg_get_triggerdef(t.oid) !~ ('[{,'']' || a.attname || '[,}'']')
      """;

  /** What users say of their conversations, whatever a later version adds to it. */
  private static final String SAID_BY_USERS =
      """
      select 'conversations.' || attname from pg_attribute
      where attrelid = 'new_conversation'::regclass and attnum > 0 and not attisdropped
        and attname <> 'provider_id'
      """;

  /** Nothing of a new column is returned until it is declared. */
  @Test
  void theseColumnsAreNotRecorded() throws SQLException {
    assertThat(superuser.column(NOT_SHOWN + " except " + SAID_BY_USERS))
        .containsExactlyInAnyOrder(
            "users.username",
            "users.email",
            "users.hashed_password",
            "provider_configs.api_key",
            "provider_configs.config",
            "legal_holds.reason",
            "scope_keys.inner_pad");
  }

  @Test
  void noEntryShowsWhatUsersSayOfTheirConversations() throws SQLException {
    List<Object> said = superuser.column(SAID_BY_USERS);
    assertThat(said).contains("conversations.title");
    assertThat(superuser.column(NOT_SHOWN)).containsAll(said);
  }

  /**
   * As services do: what is written past the scopes, by an administrator of the database, is there.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update users set role = 'admin' where id = 2 | row_update | users",
        "insert into users (username, email, hashed_password) values ('x', 'x@y.z', '!') | row_insert | users",
        "update provider_configs set api_base_url = 'https://evil.example' where id = 1 | row_update | provider_configs",
        "delete from provider_configs where id = 2 | row_delete | provider_configs",
        "update provider_distributions set is_active = false where id = 7 | row_update | provider_distributions",
        "delete from conversations where id = 3 | row_delete | conversations",
        "update conversations set title = 'x' where id = 3 | row_update | conversations",
        "update model_prices set unit_prices = '{\"input\": 0}' where model = 'gpt' and effective_to is null | row_update | model_prices",
        "insert into legal_holds (user_id, reason) values (3, 'case 12') | row_insert | legal_holds",
        "insert into graduations (tenant_id, currency, next_xid) values (gen_random_uuid(), 'EUR', 9) | row_insert | graduations",
      })
  void aChangePastTheScopesHasTheLogin(String statement, String action, String table)
      throws SQLException {
    assertThat(superuser.change(statement)).isEqualTo(1);
    assertThat(
            superuser.rows(
                "select action, resource_type, user_id, changes ->> 'login' = session_user"
                    + " from audit_logs where id > 100"))
        .containsExactly(Arrays.asList(action, table, null, true));
  }

  @Test
  void aLegalHoldIsRecordedAndNotWhy() throws SQLException {
    system.rows("select from set_legal_hold(2, 'case 12')");
    system.rows("select from set_legal_hold(2, 'case 13')");
    system.rows("select from set_legal_hold(2, 'case 13')");
    system.value("select end_legal_hold(2)");
    system.value("select end_legal_hold(2)");
    assertThat(superuser.rows(NEW.replace("changes::text", "(changes - 'reason')::text")))
        .containsExactly(
            Arrays.asList("row_insert", "legal_holds", 2L, null, "{}"),
            Arrays.asList("row_update", "legal_holds", 2L, null, "{\"redacted\": [\"reason\"]}"),
            Arrays.asList("row_delete", "legal_holds", 2L, null, "{}"));
  }

  @Test
  void workThatIsRolledBackLeavesNoEntry() throws SQLException {
    assertThat(system.attempt("update users set is_active = false")).isEqualTo(Outcome.done(5));

    assertThat(superuser.rows(NEW)).isEmpty();
  }

  @Test
  void recordingUsageAndWhatUsersDoWithTheirOwnLeaveNoEntry() throws SQLException {
    system.change("insert into usage_statistics (user_id, provider_id) values (2, 1)");
    system.rows("select id from users");
    Scoped.asUser(app, ALICE).change("update conversations set title = 'x'");
    Scoped.asUser(app, ALICE).change("delete from conversations");
    Scoped.asUser(app, ALICE).change("update provider_configs set is_active = false");
    Scoped.asUser(app, ADMIN).change("update provider_configs set name = 'x' where id = 8");

    assertThat(superuser.rows(NEW)).isEmpty();
  }

  /** Neither in another's name, nor at another time, nor as if the database had entered it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(user_id, action, resource_type) values (3, 'a', 'r')",
        "(created_at, action, resource_type) values ('2020-01-01', 'a', 'r')",
        "(id, action, resource_type) overriding system value values (1, 'a', 'r')",
        "(action, resource_type) values ('row_update', 'users')",
        "(action, resource_type) values ('row_insert', 'users')",
        "(action, resource_type) values ('drop_partition', 'messages')",
      })
  void nobodyForgesAnEntry(String entry) throws SQLException {
    for (Scoped scope : List.of(system, Scoped.asUser(app, ADMIN), Scoped.asUser(app, ALICE))) {
      assertThat(scope.attempt("insert into audit_logs " + entry).denied()).isTrue();
    }
  }

  @Test
  void anEntryIsInTheNameOfTheScope() throws SQLException {
    String entry =
        "insert into audit_logs (action, resource_type) values ('a', 'r') returning user_id";

    assertThat(system.value(entry)).isNull();
    assertThat(Scoped.asUser(app, ALICE).value(entry)).isEqualTo(ALICE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_logs set action = 'nothing'",
        "update audit_logs set user_id = null where id = 2",
        "delete from audit_logs",
        "delete from audit_logs where id = 2",
        "truncate audit_logs",
        "truncate users cascade",
        "delete from only audit_logs_default",
      })
  void nobodyChangesTheLog(String statement) throws SQLException {
    superuser.change(
        "insert into audit_logs (action, resource_type, created_at) values ('a', 'r', '1999-01-01')");

    assertThat(superuser.attempt(statement).denied()).as("a superuser").isTrue();
    assertThat(Scoped.asLogin(platform.owner()).attempt(statement).harmless())
        .as("the owner")
        .isTrue();
    for (Scoped scope : List.of(system, Scoped.asUser(app, ADMIN), Scoped.asUser(app, ALICE))) {
      assertThat(scope.attempt(statement).denied()).isTrue();
    }
  }

  @Test
  void noPartitionOfTheLogIsTruncated() throws SQLException {
    for (Object partition :
        superuser.column(
            "select inhrelid::regclass::text from pg_inherits"
                + " where inhparent = 'audit_logs'::regclass")) {
      assertThat(superuser.attempt("truncate " + partition).denied()).as("%s", partition).isTrue();
    }
  }
}
