package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Hidden;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserIsolationTest extends UserServiceTest {

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User neighbour = users.user(tenant);
  private final User strangeAdmin = users.superAdmin(users.tenant());
  private final UUID never = Ids.next();

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
  void anEndUserIsDeniedAnothersStatusAndRoleAsOfOneWhoNeverWas() {
    User user = users.user(tenant);
    UUID id = user.id();
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
