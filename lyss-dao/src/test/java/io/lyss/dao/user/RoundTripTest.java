package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.Delivery;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call costs one round trip, scope included: counted on the wire. */
class RoundTripTest extends UserServiceTest {

  private static final PageRequest PAGE = PageRequest.first(20);

  private final RoundTrips roundTrips = new RoundTrips(users);
  private final UserService service = UserService.over(roundTrips.pool());
  private final Tenant tenant =
      users.system().tenants().create(NewTenant.of("Many", users.name("many-")).withMaxUsers(1000));
  private final User admin = users.admin(tenant);
  private final User user = users.user(tenant);
  private final Group group = users.group(admin, user);
  private final Scope.Tenant scope =
      new Scope.Tenant(tenant.id(), admin.id(), Set.of(group.id()), TenantRole.TENANT_ADMIN);

  RoundTripTest() throws IOException {}

  @AfterAll
  void closeAll() throws IOException {
    roundTrips.close();
  }

  private Map<String, Consumer<UserSession>> tenantsCalls() {
    Map<String, Consumer<UserSession>> calls = new LinkedHashMap<>();
    UUID id = user.id();
    calls.put("get tenant", s -> s.tenants().get(tenant.id()));
    calls.put("find by slug", s -> s.tenants().findBySlug(tenant.slug()));
    calls.put("list tenants", s -> s.tenants().list(PAGE));
    calls.put("create user", s -> s.users().create(users.newUser()));
    calls.put("get user", s -> s.users().get(id));
    calls.put("find by e-mail", s -> s.users().findByEmail(user.email()));
    calls.put("list users", s -> s.users().list(PAGE));
    AtomicReference<User> readUser = new AtomicReference<>(users.as(admin).users().get(id));
    calls.put("update user", s -> readUser.updateAndGet(s.users()::update));
    calls.put("set e-mail", s -> s.users().setEmail(id, user.email()));
    calls.put("set password", s -> s.users().setPasswordHash(id, TestUsers.HASH));
    calls.put("suspend user", s -> s.users().suspend(id));
    calls.put("deactivate user", s -> s.users().deactivate(id));
    calls.put("activate user", s -> s.users().activate(id));
    calls.put("set role", s -> s.users().setRole(id, TenantRole.END_USER));
    calls.put("create group", s -> s.groups().create(NewGroup.of(users.name("g"))));
    AtomicReference<Group> readGroup =
        new AtomicReference<>(users.as(admin).groups().get(group.id()));
    calls.put("update group", s -> readGroup.updateAndGet(s.groups()::update));
    calls.put("get group", s -> s.groups().get(group.id()));
    calls.put("list groups", s -> s.groups().list(PAGE));
    calls.put("members", s -> s.groups().members(group.id(), PAGE));
    calls.put("memberships", s -> s.groups().memberships(id, PAGE));
    calls.put("add member", s -> s.groups().addMember(group.id(), id, GroupRole.ADMIN));
    calls.put("remove member", s -> s.groups().removeMember(group.id(), Ids.next()));
    calls.put("publish", s -> s.events().publish(tenant.id(), "k", "a.b", new Json("{\"a\": 1}")));
    return calls;
  }

  private Map<String, Consumer<UserSession>> systemCalls() {
    Map<String, Consumer<UserSession>> calls = new LinkedHashMap<>();
    calls.put(
        "create tenant", s -> s.tenants().create(NewTenant.of("x", users.name("round-trip-"))));
    AtomicReference<Tenant> read = new AtomicReference<>(users.system().tenants().get(tenant.id()));
    calls.put(
        "update tenant",
        s -> read.updateAndGet(t -> s.tenants().update(t.withMaxUsers(t.maxUsers() + 1))));
    calls.put("restore tenant", s -> s.tenants().restore(tenant.id()));
    calls.put("log in", s -> s.logins().find(tenant.slug(), user.email()));
    calls.put("scope", s -> s.logins().scope(tenant.id(), user.id()));
    calls.put("record login", s -> s.logins().record(tenant.id(), user.id()));
    calls.put("verify", s -> s.users(tenant.id()).verifyEmail(user.id(), user.email()));
    calls.put("list users", s -> s.users(tenant.id()).list(PAGE));
    calls.put("waiting", s -> s.events().waiting(0, 5));
    calls.put("forget", s -> s.events().forgetConsumed(Duration.ofDays(1)));
    calls.put("health", s -> s.storage().tableHealth());
    return calls;
  }

  @Test
  void everyCallOfATenantTakesOneRoundTrip() throws SQLException {
    roundTrips.takeOneEach(service.as(scope), tenantsCalls());
  }

  @Test
  void everyCallOfSystemWorkTakesOneRoundTrip() throws SQLException {
    roundTrips.takeOneEach(service.system("round trips"), systemCalls());
  }

  @Test
  void everyCallOfAnAdministratorTakesOneRoundTripWithItsEvent() throws SQLException {
    roundTrips.takeOneEach(service.administrator(UUID.randomUUID(), "round trips"), systemCalls());
  }

  @Test
  void everyCallThatJoinsTakesOneRoundTrip() throws SQLException {
    try (Connection host = roundTrips.pool().getConnection()) {
      host.setAutoCommit(false);
      roundTrips.takeOneEach(service.as(scope).joining(host), tenantsCalls());
      roundTrips.takeOneEach(
          service.administrator(UUID.randomUUID(), "joined").joining(host), systemCalls());
      host.rollback();
    }
  }

  @Test
  void aHandledEventTakesOneRoundTripBesideClaimAndRelease() throws SQLException {
    int[] handled = {0};
    for (int events : List.of(1, 5)) {
      users.events(tenant.id());
      int taken =
          roundTrips.of(
              () -> {
                for (int i = 0; i < events; i++) {
                  users.system().events().publish(tenant.id(), "k" + i, "a.b", new Json("{}"));
                }
                Delivery delivery =
                    service
                        .system("worker")
                        .events()
                        .deliver(10, Duration.ofMinutes(5), event -> handled[0]++);
                assertThat(delivery.handled()).isEqualTo(events);
              });
      assertThat(taken).isEqualTo(events + 2);
    }
    assertThat(handled[0]).isEqualTo(18);
  }
}
