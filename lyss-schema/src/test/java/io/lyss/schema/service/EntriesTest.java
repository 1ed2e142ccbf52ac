package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an entry of the audit log says of a change: who, why, which row, before and after. */
class EntriesTest {

  private static final String NEW =
      """
      select action, resource_type, replace(resource_id, '00000000-0000-7000-8000-0000000000', ''),
        substr(actor_id::text, 35), reason,
        replace(changes::text, '00000000-0000-7000-8000-0000000000', '')
      from audit_logs where id not in (select id from before) order by id
      """;

  /**
   * One entry a line: the action, the row, who and why, what. The two hexadecimal digits are ends
   * of ids; secrets, names and texts are changed, and no entry contains them.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      value = {
        "USER | SYSTEM | update users set email = 'new@x.y', full_name = 'Ann A.' where tenant_id = ACME and id = '00000000-0000-7000-8000-0000000000a2' | row_update | users | a2 | {\"redacted\": [\"email\", \"full_name\"]}",
        "USER | ADMIN | select set_user_role(ACME, '00000000-0000-7000-8000-0000000000a2', 'tenant_admin') | row_update | users | a2 | {\"after\": {\"role\": \"tenant_admin\"}, \"before\": {\"role\": \"end_user\"}}",
        "USER | SYSTEM | select set_tenant_status(ACME, 'suspended') | row_update | tenants | 0a000000-0000-7000-8000-000000000000 | {\"after\": {\"status\": \"suspended\"}, \"before\": {\"status\": \"active\"}}",
        "USER | ADMIN | select remove_group_member(ACME, '00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-0000000000a3') | row_delete | user_group_members | c3 | {\"key\": {\"user_id\": \"a3\", \"group_id\": \"b2\"}, \"before\": {\"role\": \"member\"}}",
        "USER | DBA | update users set role = 'super_admin' where tenant_id = ACME and id = '00000000-0000-7000-8000-0000000000a2' | row_update | users | a2 | {\"after\": {\"role\": \"super_admin\"}, \"login\": \"postgres\", \"before\": {\"role\": \"end_user\"}}",
        "PROVIDER | ADMIN | select set_channel_key(ACME, '00000000-0000-7000-8000-0000000000c1', 'x:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=') | row_update | provider_channels | c1 | {\"redacted\": [\"key\"]}",
        "PROVIDER | ADMIN | select set_channel_status(ACME, '00000000-0000-7000-8000-0000000000c1', 2) | row_update | provider_channels | c1 | {\"after\": {\"status\": 2}, \"before\": {\"status\": 1}}",
        "PROVIDER | ANN | update provider_channels set name = 'mine', quota = 5 where id = '00000000-0000-7000-8000-0000000000c4' | row_update | provider_channels | c4 | {\"key\": {\"owner_id\": \"a2\"}, \"after\": {\"quota\": 5}, \"before\": {\"quota\": -1}, \"redacted\": [\"name\"]}",
        "PROVIDER | ADMIN | update provider_channels set name = 'ours' where id = '00000000-0000-7000-8000-0000000000c1' | row_update | provider_channels | c1 | {\"after\": {\"name\": \"ours\"}, \"before\": {\"name\": \"of all\"}}",
        "PROVIDER | ANN | select rotate_token(ACME, '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000e9', repeat('9', 64), '0123abcd', 'zzzzzz', '0') | row_update | user_tokens | d1 | {\"key\": {\"user_id\": \"a2\"}, \"after\": {\"rotation_id\": \"e9\"}, \"redacted\": [\"key_hash\", \"key_prefix\"]}",
        "PROVIDER | ADMIN | update budgets set hard_limit = 500 where id = '00000000-0000-7000-8000-0000000000e4' | row_update | budgets | e4 | {\"key\": {\"set_by\": \"tenant\", \"subject\": \"user\", \"user_id\": \"a3\"}, \"after\": {\"hard_limit\": 500}, \"before\": {\"hard_limit\": 100}}",
        "PROVIDER | SYSTEM | select set_tenant_settings(ACME, 9, 'UTC', '2999-01-01') | row_update | tenant_settings | 0a000000-0000-7000-8000-000000000000 | {\"after\": {\"max_api_calls\": 9}, \"before\": {\"max_api_calls\": 1000}}",
        "CHAT | SYSTEM | delete from conversations where tenant_id = ACME and id = '00000000-0000-7000-8000-0000000000d2' | row_delete | conversations | d2 | {\"key\": {\"user_id\": \"a2\"}, \"before\": {\"status\": \"deleted\"}}",
        "SHARED | ADMIN | select set_setting(ACME, 'chat.model', '\"secret\"') | row_update | settings | chat.model | {\"after\": {\"updated_by\": \"a1\"}, \"redacted\": [\"value\"]}",
        "SHARED | ADMIN | select assign_role(ACME, '00000000-0000-7000-8000-0000000000f9', '00000000-0000-7000-8000-0000000000a4', '00000000-0000-7000-8000-0000000000c1', null) | row_insert | user_roles | f9 | {\"key\": {\"role_id\": \"c1\", \"user_id\": \"a4\"}, \"after\": {\"assigned_by\": \"a1\"}}",
      })
  void anEntryHasActorResourceValuesAndReason(
      LyssDatabase kind,
      String by,
      String statement,
      String action,
      String table,
      String row,
      String changes)
      throws SQLException {
    Subject subject =
        Subject.all().stream().filter(each -> each.database() == kind).findFirst().orElseThrow();
    try (OwnedDatabase database = subject.open()) {
      Scoped superuser = Scoped.asLogin(database.superuser());
      superuser.change("create table before as select id from audit_logs");
      Scoped scope =
          switch (by) {
            case "SYSTEM" -> subject.asSystem(database.app(), "a test");
            case "ADMIN" -> subject.as(database.app(), Persona.ADMIN);
            case "ANN" -> subject.as(database.app(), Persona.ANN);
            default -> superuser;
          };
      scope.change(statement.replace("ACME", "'" + Persona.ACME + "'"));

      String actor = by.equals("ADMIN") ? "a1" : by.equals("ANN") ? "a2" : null;
      assertThat(superuser.rows(NEW))
          .containsExactly(
              Arrays.asList(
                  action, table, row, actor, by.equals("SYSTEM") ? "a test" : null, changes));
    }
  }
}
