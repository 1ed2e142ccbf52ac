package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import io.lyss.throwaway.OneIn;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who may change whose role and status. */
@OneIn(3)
class UserRolesTest extends UserServiceTest {

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User user = users.user(tenant);
  private final User superAdmin = users.superAdmin(tenant);
  private final UserDao byAdmin = users.as(admin).users();
  private final CountDownLatch bothBound = new CountDownLatch(2);
  private final UserDao bySystem = users.system().users(tenant.id());

  @Test
  void nobodyChangesTheirOwnRoleOrStatus() {
    for (User self : new User[] {admin, user, superAdmin}) {
      for (TenantRole role : TenantRole.values()) {
        Expect.denied(() -> users.as(self).users().setRole(self.id(), role));
      }
      for (UserStatus status : UserStatus.values()) {
        Expect.denied(() -> TestUsers.set(users.as(self).users(), self.id(), status));
      }
      assertThat(bySystem.get(self.id())).isEqualTo(self);
    }
  }

  @Test
  void anAdministratorSetsRolesOfOthersButMakesNoSuperAdmin() {
    User other = users.user(tenant);
    assertThat(byAdmin.setRole(other.id(), TenantRole.TENANT_ADMIN).role())
        .isEqualTo(TenantRole.TENANT_ADMIN);
    assertThat(users.as(other).users().setRole(admin.id(), TenantRole.TENANT_ADMIN))
        .isEqualTo(admin);
    assertThat(byAdmin.setRole(other.id(), TenantRole.END_USER).role())
        .isEqualTo(TenantRole.END_USER);
    Expect.denied(() -> byAdmin.setRole(other.id(), TenantRole.SUPER_ADMIN));
    Expect.denied(() -> byAdmin.create(users.newUser().withRole(TenantRole.SUPER_ADMIN)));
    UserDao bySuper = users.as(superAdmin).users();
    Expect.denied(() -> bySuper.setRole(other.id(), TenantRole.SUPER_ADMIN));
    assertThat(bySuper.setRole(other.id(), TenantRole.TENANT_ADMIN).role())
        .isEqualTo(TenantRole.TENANT_ADMIN);
  }

  @Test
  void anAdministratorSeesASuperAdminAndChangesNothingOfThem() {
    UUID id = superAdmin.id();
    assertThat(byAdmin.get(id)).isEqualTo(superAdmin);
    Expect.denied(() -> byAdmin.setRole(id, TenantRole.END_USER));
    Expect.denied(() -> byAdmin.deactivate(id));
    Expect.notFound("user", id, () -> byAdmin.setEmail(id, "mine@lyss.test"));
    Expect.notFound("user", id, () -> byAdmin.setPasswordHash(id, PasswordHash.NONE));
    Expect.notFound("user", id, () -> byAdmin.update(superAdmin));
    User another = users.superAdmin(tenant);
    Expect.denied(() -> users.as(superAdmin).users().setRole(another.id(), TenantRole.END_USER));
    assertThat(bySystem.get(id)).isEqualTo(superAdmin);
  }

  @Test
  void aSuperAdminChangesTheirOwnAddressAndPassword() {
    User own = users.superAdmin(tenant);
    UserDao dao = users.as(own).users();
    assertThat(dao.setEmail(own.id(), "super@lyss.test").email()).isEqualTo("super@lyss.test");
    assertThat(dao.setPasswordHash(own.id(), PasswordHash.NONE).id()).isEqualTo(own.id());
  }

  @Test
  void systemWorkMakesAndUnmakesASuperAdmin() {
    User other = users.user(tenant);
    assertThat(bySystem.setRole(other.id(), TenantRole.SUPER_ADMIN).role())
        .isEqualTo(TenantRole.SUPER_ADMIN);
    assertThat(bySystem.setRole(other.id(), TenantRole.END_USER).role())
        .isEqualTo(TenantRole.END_USER);
    assertThat(
            users
                .service()
                .asAdministrator(UUID.randomUUID(), "promotion")
                .users(tenant.id())
                .setRole(other.id(), TenantRole.SUPER_ADMIN)
                .role())
        .isEqualTo(TenantRole.SUPER_ADMIN);
  }

  @Test
  void anEndUserChangesNobody() {
    UserDao dao = users.as(user).users();
    Expect.denied(() -> dao.create(users.newUser()));
    Expect.denied(() -> dao.setRole(admin.id(), TenantRole.END_USER));
    Expect.denied(() -> dao.deactivate(admin.id()));
    Expect.notFound("user", admin.id(), () -> dao.setEmail(admin.id(), "mine@lyss.test"));
  }

  @Test
  void ofTwoWhoDemoteEachOtherOneStaysAdministrator() throws Exception {
    User one = users.admin(tenant);
    User other = users.admin(tenant);
    List<Boolean> demoted = Parallel.run(List.of(demotes(one, other), demotes(other, one)));
    assertThat(demoted).containsExactlyInAnyOrder(true, false);
    assertThat(List.of(bySystem.get(one.id()), bySystem.get(other.id())))
        .extracting(User::role)
        .containsExactlyInAnyOrder(TenantRole.TENANT_ADMIN, TenantRole.END_USER);
  }

  /** Both scopes were bound while both users were administrators. */
  private Callable<Boolean> demotes(User who, User whom) {
    CountDownLatch bound = bothBound;
    return () -> {
      try {
        users
            .as(who)
            .useTransaction(
                session -> {
                  session.users().get(who.id());
                  bound.countDown();
                  bound.await(30, TimeUnit.SECONDS);
                  session.users().setRole(whom.id(), TenantRole.END_USER);
                });
        return true;
      } catch (ScopeDeniedException e) {
        return false;
      }
    };
  }

  @Test
  void aScopeHasTheLesserOfItsRoleAndTheStoredOne() {
    Scope.TenantUser asAdmin =
        new Scope.TenantUser(tenant.id(), user.id(), Set.of(), TenantRole.TENANT_ADMIN);
    assertThat(users.service().asUser(asAdmin).users().find(admin.id())).isEmpty();
    assertThat(
            users
                .service()
                .asUser(Scope.TenantUser.of(tenant.id(), admin.id()))
                .users()
                .find(user.id()))
        .isEmpty();
  }

  @Test
  void aUserWhoIsMadeSuperAdminMeanwhileIsNotChanged() throws Exception {
    User rising = users.user(tenant);
    CompletableFuture<Void> late =
        users
            .system()
            .inTransaction(
                session -> {
                  session.users(tenant.id()).setRole(rising.id(), TenantRole.SUPER_ADMIN);
                  CompletableFuture<Void> demotion =
                      CompletableFuture.runAsync(
                          () -> Expect.denied(() -> byAdmin.deactivate(rising.id())));
                  users.awaitLockWait();
                  return demotion;
                });
    late.get(20, TimeUnit.SECONDS);
    assertThat(bySystem.get(rising.id()).status()).isEqualTo(UserStatus.ACTIVE);
  }

  @Test
  void administratorsAndSystemWorkChangeAStatus() {
    User other = users.user(tenant);
    for (UserDao dao : new UserDao[] {byAdmin, bySystem}) {
      for (UserStatus status :
          new UserStatus[] {UserStatus.SUSPENDED, UserStatus.INACTIVE, UserStatus.ACTIVE}) {
        assertThat(TestUsers.set(dao, other.id(), status).status()).isEqualTo(status);
        assertThat(dao.get(other.id()).status()).isEqualTo(status);
      }
    }
  }
}
