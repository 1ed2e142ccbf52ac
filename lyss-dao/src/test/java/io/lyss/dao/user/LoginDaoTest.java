package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.testing.Expect;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoginDaoTest extends UserServiceTest {

  private final LoginDao logins = users.system().logins();
  private final Tenant tenant = users.tenant();
  private final User user = users.user(tenant);

  @Test
  void aLoginIsFoundByTenantAndAddressInAnyCase() {
    Login login = logins.find(tenant.slug(), user.email()).orElseThrow();
    assertThat(login)
        .isEqualTo(
            new Login(
                tenant.id(), user.id(), TestUsers.HASH, TenantStatus.ACTIVE, UserStatus.ACTIVE));
    assertThat(logins.find(tenant.slug(), user.email().toUpperCase(Locale.ROOT))).contains(login);
    assertThat(login.passwordHash().reveal()).isEqualTo(TestUsers.HASH.reveal());
    assertThat(login.toString()).doesNotContain(TestUsers.HASH.reveal());
  }

  @Test
  void anUnknownUserIsNotFound() {
    assertThat(logins.find(tenant.slug(), "never@lyss.test")).isEmpty();
    assertThat(logins.find("never", user.email())).isEmpty();
    assertThat(logins.find(users.tenant().slug(), user.email())).isEmpty();
    UUID never = Ids.next();
    Expect.notFound("user", never, () -> logins.scope(tenant.id(), never));
    Expect.notFound("user", user.id(), () -> logins.scope(never, user.id()));
    Expect.notFound("user", never, () -> logins.record(tenant.id(), never));
    Expect.notFound("user", user.id(), () -> logins.record(never, user.id()));
  }

  @Test
  void theSameAddressInTwoTenantsIsTwoLogins() {
    Tenant other = users.tenant();
    User twin = users.system().users(other.id()).create(NewUser.of(user.email(), TestUsers.HASH));
    assertThat(logins.find(other.slug(), user.email())).map(Login::userId).contains(twin.id());
    assertThat(logins.find(tenant.slug(), user.email())).map(Login::userId).contains(user.id());
  }

  @Test
  void aLoginSaysWhetherTenantAndUserAreActive() {
    Tenant sleepy = users.tenant();
    User away = users.user(sleepy);
    users.system().users(sleepy.id()).suspend(away.id());
    assertThat(logins.find(sleepy.slug(), away.email()))
        .map(Login::tenantStatus)
        .contains(TenantStatus.ACTIVE);
    users.system().tenants().suspend(sleepy.id());
    Login login = logins.find(sleepy.slug(), away.email()).orElseThrow();
    assertThat(login.tenantStatus()).isEqualTo(TenantStatus.SUSPENDED);
    assertThat(login.userStatus()).isEqualTo(UserStatus.SUSPENDED);
  }

  @Test
  void theScopeHasTheCurrentRoleAndGroups() {
    User admin = users.admin(tenant);
    Group first = users.group(admin, admin);
    Group second = users.group(admin, admin);
    users.group(admin);
    assertThat(logins.scope(tenant.id(), admin.id()))
        .isEqualTo(
            new Scope.TenantUser(
                tenant.id(), admin.id(), Set.of(first.id(), second.id()), TenantRole.TENANT_ADMIN));
    users.system().groups(tenant.id()).removeMember(first.id(), admin.id());
    users.system().users(tenant.id()).setRole(admin.id(), TenantRole.SUPER_ADMIN);
    assertThat(logins.scope(tenant.id(), admin.id()))
        .isEqualTo(
            new Scope.TenantUser(
                tenant.id(), admin.id(), Set.of(second.id()), TenantRole.SUPER_ADMIN));
    assertThat(logins.scope(tenant.id(), user.id()))
        .isEqualTo(Scope.TenantUser.of(tenant.id(), user.id()));
  }

  @Test
  void aUserWhoMayNotLogInGetsNoScope() {
    User away = users.user(tenant);
    for (UserStatus status : new UserStatus[] {UserStatus.INACTIVE, UserStatus.SUSPENDED}) {
      TestUsers.set(users.system().users(tenant.id()), away.id(), status);
      assertThatExceptionOfType(ScopeDeniedException.class)
          .isThrownBy(() -> logins.scope(tenant.id(), away.id()))
          .withMessageContaining("is " + status.name().toLowerCase(Locale.ROOT))
          .withMessageEndingWith("may not log in");
    }
  }

  @Test
  void usersOfATenantThatIsNotActiveGetNoScope() {
    Tenant closed = users.tenant();
    User away = users.user(closed);
    for (boolean deleted : new boolean[] {false, true}) {
      Tenant now =
          deleted
              ? users.system().tenants().delete(closed.id())
              : users.system().tenants().suspend(closed.id());
      assertThatExceptionOfType(ScopeDeniedException.class)
          .isThrownBy(() -> logins.scope(closed.id(), away.id()))
          .withMessageContaining("is " + now.status().name().toLowerCase(Locale.ROOT));
    }
    users.system().tenants().restore(closed.id());
    assertThat(logins.scope(closed.id(), away.id()).userId()).isEqualTo(away.id());
  }

  @Test
  void aRecordedLoginIsNoChangeOfTheUser() {
    User ann = users.user(tenant);
    logins.record(tenant.id(), ann.id());
    User seen = users.system().users(tenant.id()).get(ann.id());
    assertThat(seen.lastLoginAt()).isPresent();
    assertThat(seen.lastLoginAt().get()).isAfter(ann.createdAt());
    assertThat(seen.updatedAt()).isEqualTo(ann.updatedAt());
  }

  @Test
  void loginsAreRefusedInATenantsScope() {
    UserSession admin = users.as(users.admin(tenant));
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(admin::logins)
        .withMessage("logins() is system work: ask for it in a system scope, not in a tenant's");
  }

  /** Not even with their own SQL. */
  @Test
  void nobodyReadsAPasswordHash() {
    List<UserSession> readers =
        List.of(
            users.as(user),
            users.as(users.admin(tenant)),
            users.as(users.superAdmin(tenant)),
            users.service().asAdministrator(UUID.randomUUID(), "curious"),
            users.system());
    for (UserSession reader : readers) {
      assertThatThrownBy(
              () ->
                  reader.withJooq(jooq -> jooq.fetch("select password_hash from lyss_user.users")))
          .hasMessageContaining("permission denied");
    }
  }
}
