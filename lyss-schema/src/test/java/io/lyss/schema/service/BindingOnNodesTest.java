package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.TestDatabases;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where Citus is on the server, a scope is bound by statements that nodes receive, too. Citus
 * itself is not here, but the setting by which LYSS recognises it.
 */
class BindingOnNodesTest {

  private static final String WITH_CITUS = "set local citus.propagate_set_commands = 'none'";

  private static final String BOUND =
      """
      select string_agg(coalesce(current_setting(name, true), ''), '|' order by place)
      from unnest(array['role', 'app.current_tenant_id', 'app.current_user_id', 'app.current_group_ids',
        'app.current_role', 'app.system_reason', 'app.suspended_tenant_id']) with ordinality as s (name, place)
      """;

  private static final String TENANT = "0198a000-0000-7000-8000-000000000001";
  private static final String USER = "0198a000-0000-7000-8000-000000000002";

  private static final List<String> BINDINGS =
      List.of(
          "bind_scope('authenticated_users', '%s', '%s', '{%2$s}', 'tenant_admin', '')"
              .formatted(TENANT, USER),
          "restore_scope('none', '%s', 'it''s', '{}', '', 'a \\ reason', '%1$s')".formatted(TENANT),
          "bind_scope('lyss_system', '', '', '', '', 'a reason')",
          "bind_scope('lyss_system', '', '', '', '', e'\\u00a0 ')",
          "restore_scope('none', '', '', '', '', '', '')");

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLATFORM")
  void bindsTheSame(LyssDatabase kind) throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.migrated(kind);
        Connection connection = database.dataSource().getConnection()) {
      List<String> usual = each(connection, kind.defaultSchema(), "select 1");
      assertThat(usual.get(0))
          .isEqualTo("authenticated_users|%s|%s|{%2$s}|tenant_admin||".formatted(TENANT, USER));
      assertThat(each(connection, kind.defaultSchema(), WITH_CITUS)).isEqualTo(usual);
    }
  }

  @Test
  void nodesReceiveTheSettingsAsSoonAsAScopeIsBound() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.CHAT);
        Connection connection = database.dataSource().getConnection()) {
      for (String binding : BINDINGS) {
        assertThat(
                within(
                    connection,
                    WITH_CITUS,
                    "select lyss_chat." + binding,
                    "select current_setting('citus.propagate_set_commands')"))
            .as(binding)
            .isEqualTo("local");
      }
    }
  }

  @Test
  void aTenantThatIsSuspendedIsBoundAsThatUntilItIsActive() throws SQLException {
    try (ThrowawayDatabase database = TestDatabases.migrated(LyssDatabase.CHAT);
        Connection connection = database.dataSource().getConnection()) {
      database.execute(
          "insert into lyss_chat.known_tenants (tenant_id, status, changed_at) values ('%s', 'suspended', now())"
              .formatted(TENANT));
      String bind =
          "select lyss_chat.bind_tenant_scope('authenticated_users', '%s', '%s', '{}', 'end_user', '')"
              .formatted(TENANT, USER);
      String active = "select lyss_chat.current_tenant_is_active()";
      assertThat(within(connection, WITH_CITUS, bind, active)).isEqualTo("f");
      assertThat(
              within(
                  connection,
                  WITH_CITUS,
                  bind,
                  "set local role none",
                  "update lyss_chat.known_tenants set status = 'active'",
                  bind,
                  active))
          .isEqualTo("t");
    }
  }

  private static List<String> each(Connection connection, String schema, String first)
      throws SQLException {
    List<String> bound = new ArrayList<>();
    for (String binding : BINDINGS) {
      bound.add(within(connection, first, "select " + schema + "." + binding, BOUND));
    }
    return bound;
  }

  /** What the last statement answers, in a transaction that is rolled back. */
  private static String within(Connection connection, String... statements) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      String answer = "";
      for (String sql : statements) {
        if (statement.execute(sql)) {
          try (ResultSet row = statement.getResultSet()) {
            row.next();
            answer = row.getString(1);
          }
        }
      }
      return answer;
    } finally {
      connection.rollback();
    }
  }
}
