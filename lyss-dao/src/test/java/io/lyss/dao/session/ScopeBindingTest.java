package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.Bound;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** SQL sees the requested scope, and the connection returns to the pool without it. */
class ScopeBindingTest extends ServiceTest {

  private static final String SEEN =
      """
      select concat_ws(' | ', current_user, current_setting('role'), lyss_user.current_tenant_id(),
        lyss_user.current_user_id(), lyss_user.current_group_ids(), lyss_user.current_user_role(),
        lyss_user.current_user_is_tenant_admin(), lyss_user.current_system_reason())
      """;

  private final HikariDataSource pool = services.pool(1);
  private final BareService service = services.service(pool);
  private final UUID tenant = UUID.randomUUID();
  private final UUID user = UUID.randomUUID();

  @AfterAll
  void closePool() {
    pool.close();
  }

  private static String seen(BareSession session) {
    return session.withJooq(jooq -> jooq.fetchOne(SEEN).get(0, String.class));
  }

  @Test
  void sqlSeesTheScopeOfATenant() {
    UUID first = new UUID(1, 1);
    UUID second = new UUID(1, 2);
    for (TenantRole role : TenantRole.values()) {
      Scope.TenantUser scope = new Scope.TenantUser(tenant, user, Set.of(second, first), role);
      String name = role.name().toLowerCase(Locale.ROOT);
      String admin = role == TenantRole.END_USER ? "f" : "t";
      assertThat(seen(service.asUser(scope)))
          .isEqualTo(
              "authenticated_users | authenticated_users | %s | %s | {%s,%s} | %s | %s"
                  .formatted(tenant, user, first, second, name, admin));
      assertThat(service.asUser(scope).scope()).isEqualTo(scope);
    }
    assertThat(seen(service.asUser(Scope.TenantUser.of(tenant, user))))
        .contains(" | {} | end_user | f");
  }

  @Test
  void sqlSeesSystemWorkAndAdministrators() {
    assertThat(seen(service.asSystem("why")))
        .isEqualTo("lyss_system | lyss_system | {} |  | f | why");
    assertThat(seen(service.asAdministrator(user, "ticket")))
        .isEqualTo(
            "lyss_system | lyss_system | %s | {} | super_admin | t | ticket".formatted(user));
  }

  @Test
  void anyTextIsAReason() {
    for (String reason :
        List.of("it's", "\"; drop table users; --", "ä 😀 \\ $$ %L %s", "a\nb", "' || 1")) {
      assertThat(seen(service.asSystem(reason))).endsWith(" | " + reason);
    }
  }

  @Test
  void groupsHaveNoOrder() {
    List<UUID> groups = IntStream.range(0, 9).mapToObj(i -> UUID.randomUUID()).toList();
    List<UUID> reversed = IntStream.rangeClosed(1, 9).mapToObj(i -> groups.get(9 - i)).toList();
    Scope.TenantUser one =
        new Scope.TenantUser(tenant, user, new LinkedHashSet<>(groups), TenantRole.END_USER);
    Scope.TenantUser other =
        new Scope.TenantUser(tenant, user, new LinkedHashSet<>(reversed), TenantRole.END_USER);
    assertThat(one).isEqualTo(other);
    assertThat(seen(service.asUser(one))).isEqualTo(seen(service.asUser(other)));
  }

  @Test
  void aScopeIsComplete() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scope.TenantUser.of(new UUID(0, 0), user))
        .withMessageContaining("nil UUID");
    assertThatNullPointerException()
        .isThrownBy(() -> new Scope.TenantUser(tenant, null, Set.of(), TenantRole.END_USER));
    assertThatNullPointerException()
        .isThrownBy(() -> new Scope.TenantUser(null, user, Set.of(), TenantRole.END_USER));
    assertThatNullPointerException()
        .isThrownBy(() -> new Scope.TenantUser(tenant, user, Set.of(), null));
    assertThatIllegalArgumentException().isThrownBy(() -> service.asSystem("\t "));
  }

  /** A login that becomes a role without binding a scope sees nothing and may do nothing. */
  @Test
  void nobodyReadsOrPublishesWithoutAScope() throws SQLException {
    services.publish(tenant, "there", 1);
    for (String role : List.of("authenticated_users", "lyss_system")) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("set local role " + role);
        if (role.equals("lyss_system")) {
          try (var rows = statement.executeQuery("select count(*) from lyss_user.outbox_keys")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
          }
        }
        assertThatThrownBy(
                () ->
                    statement.execute(
                        "select lyss_user.publish_host_event('" + tenant + "', 'k', 'a.b')"))
            .hasMessageContaining("this takes the scope of");
        connection.rollback();
      }
    }
    assertThat(services.drain()).hasSize(1);
  }

  private void isClean() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(Bound.to(connection)).isEqualTo(Bound.NOTHING);
    }
  }

  private List<BareSession> each() {
    return List.of(
        service.asUser(Scope.TenantUser.of(tenant, user)),
        service.asAdministrator(user, "ticket"),
        service.asSystem("why"));
  }

  @Test
  void noScopeIsLeftAfterCallsThatSucceed() throws SQLException {
    for (BareSession session : each()) {
      for (int i = 0; i < 7; i++) {
        session.events().publish(tenant, "k", "a.b", new Json("{}"));
        isClean();
        session.useTransaction(inner -> inner.events().publish(tenant, "k", "a.b", new Json("{}")));
        isClean();
        session.withJooq(jooq -> jooq.fetch("select 1"));
        isClean();
      }
    }
    services.drain();
  }

  private void isCleanAfter(ThrowingCallable call, Class<? extends Throwable> failure)
      throws SQLException {
    assertThat(catchThrowable(call)).isInstanceOf(failure);
    isClean();
  }

  @Test
  void noScopeRemainsAfterCallsThatFail() throws SQLException {
    for (BareSession session : each()) {
      for (int i = 0; i < 7; i++) {
        isCleanAfter(
            () -> session.events().publish(tenant, "", "a.b", new Json("{}")), LyssException.class);
        isCleanAfter(
            () ->
                session.useTransaction(
                    inner -> {
                      inner.events().publish(tenant, "k", "a.b", new Json("{}"));
                      throw new IOException("the host's own");
                    }),
            IOException.class);
        isCleanAfter(
            () -> session.withJooq(jooq -> jooq.fetch("select 1 / 0")), RuntimeException.class);
      }
    }
    assertThat(services.drain()).isEmpty();
  }
}
