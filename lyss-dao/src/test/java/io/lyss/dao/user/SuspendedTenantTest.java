package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A tenant that is suspended or deleted reads its rows and writes nothing. */
class SuspendedTenantTest extends UserServiceTest {

  private static final PageRequest PAGE = PageRequest.first(9);

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User user = users.user(tenant);
  private final Group group = users.group(admin, user);
  private final Group others = users.group(admin);

  private void inEachState(Runnable check) {
    for (BiFunction<TenantDao, UUID, Tenant> state :
        List.<BiFunction<TenantDao, UUID, Tenant>>of(TenantDao::suspend, TenantDao::delete)) {
      state.apply(users.system().tenants(), tenant.id());
      check.run();
      users.system().tenants().restore(tenant.id());
    }
  }

  private String everything() {
    return users.query("select to_jsonb(t) from lyss_user.users as t order by id")
        + users.query("select to_jsonb(t) from lyss_user.user_groups as t order by id").toString()
        + users.query("select to_jsonb(t) from lyss_user.user_group_members as t order by id");
  }

  @Test
  void aSuspendedTenantReads() {
    inEachState(
        () -> {
          assertThat(users.as(admin).users().list(PAGE).items()).contains(admin, user);
          assertThat(users.as(user).users().get(user.id())).isEqualTo(user);
          assertThat(users.as(user).groups().list(PAGE).items()).containsExactly(group);
          assertThat(users.as(admin).groups().listMembers(group.id(), PAGE).items()).hasSize(1);
          assertThat(users.as(user).tenants().get(tenant.id()).status())
              .isNotEqualTo(TenantStatus.ACTIVE);
        });
  }

  private List<ThrowingCallable> refusedWrites(UserSession boss, UserSession own) {
    UUID id = user.id();
    return List.of(
        () -> boss.users().create(users.newUser()),
        () -> boss.users().suspend(id),
        () -> boss.users().setRole(id, TenantRole.TENANT_ADMIN),
        () -> boss.groups().create(NewGroup.of("another")),
        () -> boss.groups().addMember(group.id(), admin.id(), GroupRole.MEMBER),
        () -> boss.groups().removeMember(group.id(), id),
        () -> own.groups().removeMember(group.id(), id),
        // refused, and not answered with "they were not in it"
        () -> own.groups().removeMember(others.id(), id),
        () -> boss.events().publish(tenantOf(boss), "late:1", "late.word", Json.EMPTY),
        () -> own.events().consume("late", elsewhere(tenantOf(own))));
  }

  private static UUID tenantOf(UserSession session) {
    return ((Scope.TenantUser) session.scope()).tenantId();
  }

  private static Event elsewhere(UUID tenantId) {
    return new Event(
        tenantId,
        Ids.next(),
        "word:1",
        1,
        "late.word",
        Json.EMPTY,
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH);
  }

  private void writesNothing(UserSession boss, UserSession own) {
    String before = everything();
    refusedWrites(boss, own).forEach(Expect::denied);
    for (UserSession session : List.of(boss, own)) {
      for (User each : List.of(admin, user)) {
        UUID id = each.id();
        UserDao dao = session.users();
        Expect.notFound("user", id, () -> dao.update(each));
        Expect.notFound("user", id, () -> dao.setEmail(id, "new@lyss.test"));
        Expect.notFound("user", id, () -> dao.setPasswordHash(id, PasswordHash.NONE));
      }
      Expect.notFound("group", group.id(), () -> session.groups().update(group.withName("other")));
      Expect.notFound("group", group.id(), () -> session.groups().delete(group.id()));
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aSuspendedTenantWritesNothing() {
    inEachState(() -> writesNothing(users.as(admin), users.as(user)));
  }

  @Test
  void anUnknownTenantWritesNothingEither() {
    UUID never = Ids.next();
    Scope.TenantUser scope =
        new Scope.TenantUser(never, admin.id(), Set.of(group.id()), TenantRole.TENANT_ADMIN);
    UserSession nobody = users.service().asUser(scope);
    assertThat(nobody.users().list(PAGE).items()).isEmpty();
    String before = everything();
    refusedWrites(nobody, nobody).forEach(Expect::denied);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aScopeThatIsBoundAlreadyKeepsWhatItHasUntilItsTransactionEnds() {
    Group described = users.group(admin);
    users
        .as(admin)
        .useTransaction(
            session -> {
              session.users().get(admin.id());
              users.system().tenants().suspend(tenant.id());
              session.groups().update(described.withDescription(Optional.of("described")));
            });
    Group current = users.as(admin).groups().get(described.id());
    Expect.notFound(
        "group", described.id(), () -> users.as(admin).groups().update(current.withName("late")));
    users.system().tenants().restore(tenant.id());
    assertThat(users.as(admin).groups().get(described.id()).description()).contains("described");
  }

  @Test
  void systemWorkAddsNoUserToASuspendedTenant() {
    User other = users.user(tenant);
    inEachState(
        () -> {
          UserDao system = users.system().users(tenant.id());
          Expect.denied(() -> system.create(users.newUser()));
          system.deactivate(other.id());
          Expect.denied(() -> system.activate(other.id()));
          users.system().tenants().restore(tenant.id());
          system.activate(other.id());
        });
  }
}
