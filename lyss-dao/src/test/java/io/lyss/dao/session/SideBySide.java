package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.Tenant;
import io.lyss.dao.user.User;
import io.lyss.dao.user.UserDao;
import io.lyss.dao.user.UserService;
import io.lyss.dao.user.UserSession;
import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two services are independent, in one PostgreSQL database or in two. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SideBySide {

  private static final Json NONE = new Json("{}");
  private static final PageRequest PAGE = PageRequest.first(9);

  private final TestDatabase usersAt;
  private final TestDatabase chatAt;
  private final UserService users;
  private final BareService chat;
  private final Tenant tenant;
  private final User user;

  SideBySide(TestDatabase usersAt, TestDatabase chatAt) {
    this.usersAt = usersAt;
    this.chatAt = chatAt;
    users = UserService.over(usersAt.pool());
    chat = new BareService(chatAt.pool(), LyssDatabase.CHAT);
    tenant = newTenant();
    user =
        users
            .asSystem("test")
            .users(tenant.id())
            .create(
                NewUser.of("ann@lyss.test", PasswordHash.NONE).withRole(TenantRole.TENANT_ADMIN));
  }

  SideBySide(TestDatabase both) {
    this(both, both);
  }

  @BeforeEach
  final void drain() {
    drain(users.asSystem("test"));
    drain(chat.asSystem("test"));
  }

  @AfterAll
  final void close() {
    usersAt.close();
    if (chatAt != usersAt) {
      chatAt.close();
    }
  }

  private Tenant newTenant() {
    return users.asSystem("test").tenants().create(NewTenant.of("x", usersAt.name("tenant-")));
  }

  private Scope.TenantUser scope() {
    return users.asSystem("test").logins().scope(tenant.id(), user.id());
  }

  private static List<Event> drain(ServiceSession<?> session) {
    List<Event> events = new ArrayList<>();
    while (session.events().deliver(9, TestServices.LONG, events::add).handled() > 0) {
      // until there are no more
    }
    return events;
  }

  @Test
  void eachServiceHasAnOutboxOfItsOwn() {
    users.asSystem("test").events().publish(tenant.id(), "k", "news.said", NONE);
    chat.asSystem("test").events().publish(tenant.id(), "k", "talk.said", NONE);
    assertThat(drain(users.asSystem("test"))).extracting(Event::type).containsExactly("news.said");
    assertThat(chat.asSystem("test").events().listWaiting(0, 9)).hasSize(1);
    assertThat(drain(chat.asSystem("test"))).extracting(Event::type).containsExactly("talk.said");
  }

  @Test
  void anEventOfOneServiceDoesNotWakeTheOther() {
    users.asSystem("test").events().publish(tenant.id(), "k", "news.said", NONE);
    assertThat(chat.asSystem("test").events().await(Duration.ofMillis(20))).isFalse();
    assertThat(users.asSystem("test").events().await(Duration.ofMinutes(5))).isTrue();
  }

  @Test
  void anEventOfOneServiceIsHandledOnceByTheOther() {
    Tenant late = newTenant();
    users.asSystem("unpaid").tenants().suspend(late.id());
    EventHandler handler =
        event ->
            chat.asSystem("told")
                .once(
                    "chat",
                    event,
                    session ->
                        session
                            .events()
                            .publish(
                                event.tenantId(),
                                "heard",
                                event.type().replace("tenant.", "told."),
                                NONE));
    List<Event> told = drain(users.asSystem("test"));
    for (int delivery = 0; delivery < 2; delivery++) {
      for (Event event : told) {
        try {
          handler.handle(event);
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
    assertThat(drain(chat.asSystem("test")))
        .extracting(Event::type)
        .containsExactly("told.created", "told.suspended");
  }

  @Test
  void alternatingCallsKeepTheirScopes() {
    UUID elsewhere = UUID.randomUUID();
    UserSession own = users.asUser(scope());
    BareSession other = chat.asUser(Scope.TenantUser.of(elsewhere, UUID.randomUUID()));
    for (int i = 0; i < 9; i++) {
      assertThat(own.users().list(PAGE).items()).extracting(User::id).containsExactly(user.id());
      other.events().publish(elsewhere, "k", "a.b", NONE);
      assertThat(
              other.<String, RuntimeException>withJooq(
                  jooq ->
                      jooq.fetchOne("select lyss_chat.current_tenant_id()::text")
                          .get(0, String.class)))
          .isEqualTo(elsewhere.toString());
      assertThat(own.users().update(own.users().get(user.id())).id()).isEqualTo(user.id());
      assertThat(users.asSystem("test").tenants().list(PAGE).items()).contains(tenant);
    }
  }

  private Connection begin(TestDatabase database) throws SQLException {
    Connection connection = database.pool().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  @Test
  void bothServicesJoinTheHostsTransaction() throws SQLException {
    try (Connection first = begin(usersAt)) {
      Connection second = chatAt == usersAt ? first : begin(chatAt);
      try {
        UserSession own = users.asUser(scope()).joining(first);
        BareSession other =
            chat.asUser(Scope.TenantUser.of(UUID.randomUUID(), user.id())).joining(second);
        for (boolean commit : new boolean[] {false, true}) {
          User read = own.users().get(user.id());
          for (int i = 0; i < 7; i++) {
            read = own.users().update(read.withFullName(Optional.of("Ann " + i)));
            UUID elsewhere = ((Scope.TenantUser) other.scope()).tenantId();
            other.events().publish(elsewhere, "k", "a.b", NONE);
            assertThat(own.users().list(PAGE).items()).hasSize(1);
          }
          for (Connection connection : List.of(first, second)) {
            if (commit) {
              connection.commit();
            } else {
              connection.rollback();
            }
          }
          assertThat(users.asUser(scope()).users().get(user.id()).fullName().isPresent())
              .isEqualTo(commit);
          assertThat(drain(chat.asSystem("test"))).hasSize(commit ? 7 : 0);
        }
      } finally {
        if (second != first) {
          second.close();
        }
      }
    }
    UserDao dao = users.asUser(scope()).users();
    dao.update(dao.get(user.id()).withFullName(Optional.empty()));
  }

  @Test
  void anAdministratorOfBothServicesIsAnEventInEach() {
    UUID administrator = UUID.randomUUID();
    users.asAdministrator(administrator, "look").tenants().get(tenant.id());
    chat.asAdministrator(administrator, "look").events().listWaiting(0, 1);
    for (ServiceSession<?> session : List.of(users.asSystem("test"), chat.asSystem("test"))) {
      assertThat(drain(session)).extracting(Event::type).containsExactly("administrator.acted");
    }
  }
}
