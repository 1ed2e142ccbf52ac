package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Row-level security keeps a condition from its index if one of its operators or functions could
 * reveal rows that are not visible. These look-ups have to stay quick however many rows there are,
 * so each has to use its index in the scope that runs it.
 */
@OneIn(3)
class LookupPlansTest {

  private static final String PLATFORM_SYSTEM =
      "select lyss_platform.bind_scope('lyss_system', '', 'x')";

  private static final String PLATFORM_USER =
      "select lyss_platform.bind_scope('authenticated_users', '1', '')";

  private static final String USER_SYSTEM =
      "select bind_user_scope('lyss_system', '', '', '', '', 'x')";

  private static final String USER_TENANT =
      "select bind_user_scope('authenticated_users', '%s', '%s', '{}', 'tenant_admin', '')"
          .formatted(Persona.ACME, Persona.ADMIN_ID);

  private static final Map<LyssDatabase, String> SEEDS =
      Map.of(
          LyssDatabase.PLATFORM,
          """
          insert into users (username, email, hashed_password)
          select 'u' || i, 'u' || i || '@example.org', '!' from generate_series(1, 2000) as i;
          insert into provider_configs (name, provider_type, scope, created_by, api_key)
          select 'p', 'openai', 'personal', 1, 'test:' || repeat('A', 40);
          insert into conversations (user_id, provider_id, title, message_count)
          select i, p.id, 'x', 1 from generate_series(1, 2000) as i, provider_configs as p;
          analyze;
          """,
          LyssDatabase.USER,
          """
          insert into tenants (id, name, slug) values ('%1$s', 'Acme', 'acme');
          insert into users (tenant_id, id, email, password_hash)
          select '%1$s', gen_random_uuid(), 'u' || i || '@example.org', '!'
          from generate_series(1, 2000) as i;
          insert into outbox_turns (tenant_id, key)
          select '%1$s', 'k' || i from generate_series(1, 2000) as i;
          insert into outbox_keys (tenant_id, key, next_at)
          select '%1$s', 'k' || i, current_timestamp + i * interval '1 hour'
          from generate_series(1, 2000) as i;
          analyze;
          """
              .formatted(Persona.ACME),
          LyssDatabase.CHAT,
          """
          insert into conversations (tenant_id, id, user_id, title)
          select '%1$s', gen_random_uuid(), gen_random_uuid(), 'x' from generate_series(1, 2000);
          analyze;
          """
              .formatted(Persona.ACME));

  @Test
  void usersOfThePlatformAreFoundByAddressAndNameThroughAnIndex() throws SQLException {
    for (String scope : List.of(PLATFORM_SYSTEM, PLATFORM_USER)) {
      assertReaches(
          LyssDatabase.PLATFORM,
          scope,
          "select id from users where email_lower = lower('A@b')",
          "email_lower");
      assertReaches(
          LyssDatabase.PLATFORM, scope, "select id from users where username = 'a'", "username");
    }
  }

  @Test
  void usersOfATenantAreFoundByAddressThroughAnIndex() throws SQLException {
    assertReaches(
        LyssDatabase.USER,
        USER_TENANT,
        "select id from users where tenant_id = '%s' and email_lower = lower('A@b')"
            .formatted(Persona.ACME),
        "email_lower");
  }

  @Test
  void aLoginFindsItsUserThroughAnIndex() throws SQLException {
    assertReaches(
        LyssDatabase.USER,
        USER_SYSTEM,
        "select u.id from tenants as t join users as u on u.tenant_id = t.id"
            + " where t.slug = 'acme' and u.email_lower = lower('A@b')",
        "email_lower");
  }

  /**
   * The query of a waiting worker; with a time that changes within a statement it uses no index.
   */
  @Test
  void eventsThatAreDueAreFoundThroughAnIndex() throws SQLException {
    assertReaches(
        LyssDatabase.USER,
        USER_SYSTEM,
        "select exists (select from outbox_keys as k where k.next_at >= outbox_floor()"
            + " and k.next_at <= statement_time()"
            + " and exists (select from outbox_events as e where e.tenant_id = k.tenant_id"
            + " and e.key = k.key and e.position >= k.first_position))",
        "next_at");
  }

  @Test
  void conversationsOfAStatusBehindACursorAreFoundThroughAnIndex() throws SQLException {
    assertReaches(
        LyssDatabase.CHAT,
        "select bind_tenant_scope('authenticated_users', '%s', '%s', '{}', 'end_user', '')"
            .formatted(Persona.ACME, Persona.ANN_ID),
        "select id from conversations where tenant_id = '%1$s' and user_id = '%2$s'"
                .formatted(Persona.ACME, Persona.ANN_ID)
            + " and status = 'active'"
            + " and active_hour <= current_timestamp"
            + " and (last_active_at, id) < (current_timestamp, '%s')".formatted(Persona.ANN_ID)
            + " order by active_hour desc, last_active_at desc, id desc limit 20",
        "active_hour");
  }

  @Test
  void conversationsOfThePlatformAreFoundByTheirLastActivityAndEmptyOnesByTheirAge()
      throws SQLException {
    assertReaches(
        LyssDatabase.PLATFORM,
        PLATFORM_USER,
        "select id from conversations where user_id = 1"
            + " and active_hour <= current_timestamp"
            + " and (last_active_at, id) < (current_timestamp, 9)"
            + " order by active_hour desc, last_active_at desc, id desc limit 20",
        "active_hour");
    assertReaches(
        LyssDatabase.PLATFORM,
        PLATFORM_SYSTEM,
        "delete from conversations where is_empty"
            + " and created_at < statement_time() - interval '1 day'",
        "created_at");
  }

  private static void assertReaches(LyssDatabase kind, String scope, String query, String condition)
      throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(kind, SEEDS.get(kind));
        Connection app = database.app()) {
      List<Object> plan = new Scoped(app, scope) {}.column("explain " + query);
      assertThat(plan)
          .map(String::valueOf)
          .anyMatch(line -> line.contains("Index Cond:") && line.contains(condition));
    }
  }
}
