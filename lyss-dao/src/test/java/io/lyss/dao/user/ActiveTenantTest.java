package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A scope writes unless binding it has found that its own tenant is not active. */
class ActiveTenantTest extends UserServiceTest {

  private final User admin = users.admin(users.tenant());
  private final User other = users.admin(users.tenant());

  private User suspended() {
    User user = users.admin(users.tenant());
    users.system().tenants().suspend(user.tenantId());
    return user;
  }

  private static String call(String function, User user) {
    return "select lyss_user.%s('authenticated_users', '%s', '%s', '{}', 'tenant_admin', '')"
        .formatted(function, user.tenantId(), user.id());
  }

  private static String insert(User user) {
    return "select lyss_user.create_group('%s', '%s', 'x', null)"
        .formatted(user.tenantId(), UUID.randomUUID());
  }

  private void bound(String... statements) throws SQLException {
    bound(() -> {}, statements);
  }

  /**
   * @param meanwhile after the first statement
   */
  private void bound(Runnable meanwhile, String... statements) throws SQLException {
    try (Connection connection =
            users.database().dataSource(TestDatabase.APP, TestDatabase.APP).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
        if (sql.equals(statements[0])) {
          meanwhile.run();
        }
      }
      connection.rollback();
    }
  }

  @Test
  void aScopeThatTheServiceBindsWrites() throws SQLException {
    bound(call("bind_user_scope", admin), insert(admin));
  }

  @Test
  void aScopeOfASuspendedTenantWritesNothing() {
    User suspended = suspended();
    assertThatThrownBy(() -> bound(call("bind_user_scope", suspended), insert(suspended)))
        .hasMessageContaining("the tenant is not active");
  }

  @Test
  void aScopeDoesNotUseWhatAnEarlierOneHasFound() throws SQLException {
    User suspended = suspended();
    bound(call("bind_user_scope", suspended), call("bind_user_scope", other), insert(other));
    assertThatThrownBy(
            () ->
                bound(
                    call("bind_user_scope", other),
                    call("bind_user_scope", suspended),
                    insert(suspended)))
        .hasMessageContaining("the tenant is not active");
  }

  @Test
  void aScopeThatIsBoundAnewWritesOnceItsTenantIsRestored() throws SQLException {
    User suspended = suspended();
    bound(
        () -> users.system().tenants().restore(suspended.tenantId()),
        call("bind_user_scope", suspended),
        call("bind_user_scope", suspended),
        insert(suspended));
  }

  @Test
  void aScopeWithoutATenantWritesNothing() {
    assertThatThrownBy(
            () ->
                bound(
                    "select lyss_user.bind_user_scope('authenticated_users','','','','','')",
                    insert(admin)))
        .hasMessageContaining("this takes the scope of a tenant");
  }
}
