package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Hidden;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class UserIsolationTest extends UserServiceTest {

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User neighbour = users.user(tenant);
  private final User strangeAdmin = users.superAdmin(users.tenant());
  private final UUID never = Ids.next();

  private final Hidden<UserSession> within = new Hidden<>(users.as(admin), users.as(neighbour));

  /** The user as it is now and was then edited, under that id. */
  private User edited(User user, UUID id) {
    User current = users.system().users(tenant.id()).get(user.id());
    return TestUsers.withId(current.withFullName(Optional.of("Ann")), id);
  }

  /** Calls in the stranger's own tenant, and in the user's. */
  private <K> void betweenTenants(K known, K never, BiFunction<UserDao, K, Object> call) {
    UserDao insider = users.as(admin).users();
    UserDao sameTenant = users.as(strangeAdmin).users();
    UserDao naming = users.as(strangeAdmin).users(tenant.id());
    new Hidden<>(insider, sameTenant).by(known, never, call);
    new Hidden<>(insider, naming).by(known, never, call);
  }

  @Test
  void aUserOfAnotherTenantLooksLikeOneWhoDoesNotExist() {
    User user = users.user(tenant);
    UUID id = user.id();
    betweenTenants(id, never, (dao, key) -> dao.find(key));
    betweenTenants(id, never, (dao, key) -> dao.get(key));
    betweenTenants(user.email(), "never@lyss.test", (dao, key) -> dao.findByEmail(key));
    betweenTenants(id, never, (dao, key) -> dao.update(edited(user, key)));
    betweenTenants(id, never, (dao, key) -> dao.setEmail(key, users.name("new") + "@lyss.test"));
    betweenTenants(id, never, (dao, key) -> dao.setPasswordHash(key, PasswordHash.NONE));
    betweenTenants(id, never, (dao, key) -> dao.suspend(key));
    betweenTenants(id, never, (dao, key) -> dao.setRole(key, TenantRole.END_USER));
  }

  @Test
  void anAddressUsedInAnotherTenantIsFree() {
    UserDao stranger = users.as(strangeAdmin).users();
    User twin = stranger.create(NewUser.of(admin.email(), TestUsers.HASH));
    assertThat(stranger.setEmail(twin.id(), neighbour.email()).email())
        .isEqualTo(neighbour.email());
  }

  @Test
  void noUserIsCreatedInAnotherTenantNotEvenUnderAnExistingId() {
    Hidden<UserSession> hidden = new Hidden<>(users.as(strangeAdmin), users.as(strangeAdmin));
    hidden.byDenial(
        tenant.id(),
        never,
        (session, id) ->
            session
                .users(id)
                .create(
                    new NewUser(
                        neighbour.id(),
                        "x@y",
                        TestUsers.HASH,
                        Optional.empty(),
                        Optional.of("Ann"),
                        Optional.empty(),
                        TenantRole.END_USER)));
  }

  @Test
  void toAnEndUserAnotherUserLooksLikeOneWhoDoesNotExist() {
    User user = users.user(tenant);
    UUID id = user.id();
    within.by(id, never, (session, key) -> session.users().find(key));
    within.by(id, never, (session, key) -> session.users().get(key));
    within.by(user.email(), "never@lyss.test", (session, key) -> session.users().findByEmail(key));
    within.by(id, never, (session, key) -> session.users().update(edited(user, key)));
    within.by(
        id,
        never,
        (session, key) -> session.users().setEmail(key, users.name("new") + "@lyss.test"));
    within.by(id, never, (session, key) -> session.users().setPasswordHash(key, PasswordHash.NONE));
    Hidden<UserSession> endUsers = new Hidden<>(users.as(neighbour), users.as(neighbour));
    endUsers.byDenial(id, never, (session, key) -> session.users().deactivate(key));
    endUsers.byDenial(
        id, never, (session, key) -> session.users().setRole(key, TenantRole.TENANT_ADMIN));
  }

  @Test
  void noCursorLeadsToAnotherUser() {
    PageRequest page = PageRequest.first(10);
    Cursor before = new Cursor(new UUID(0, 1));
    assertThat(users.as(neighbour).users().list(page).items()).containsExactly(neighbour);
    assertThat(users.as(neighbour).users().list(page.after(before)).items())
        .containsExactly(neighbour);
    assertThat(users.as(neighbour).users().list(page.after(new Cursor(neighbour.id()))).items())
        .isEmpty();
    UserDao naming = users.as(strangeAdmin).users(tenant.id());
    assertThat(naming.list(page).items()).isEmpty();
    assertThat(naming.list(page.after(before)).items()).isEmpty();
  }
}
