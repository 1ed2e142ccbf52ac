package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.ConcurrentEdits;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UserDaoTest extends UserServiceTest {

  private static final PasswordHash OTHER_HASH =
      PasswordHash.of(TestUsers.HASH.reveal().replace("abc", "xyz"));

  private final Tenant tenant = users.tenant();
  private final User admin = users.admin(tenant);
  private final User user = users.user(tenant);
  private final UserDao dao = users.as(admin).users();

  private String hashOf(User whose) {
    return users
        .query("select password_hash from lyss_user.users where id = '" + whose.id() + "'")
        .get(0);
  }

  @Test
  void aNewUserIsActiveAndHasTheGivenValues() {
    NewUser wanted =
        NewUser.of("Ann@Lyss.test", OTHER_HASH)
            .withUsername("ann")
            .withFullName("Ann Ö.")
            .withAvatarUrl("https://lyss.test/ann.png")
            .withRole(TenantRole.TENANT_ADMIN);
    User ann = dao.create(wanted);
    assertThat(ann)
        .isEqualTo(
            new User(
                tenant.id(),
                wanted.id(),
                "Ann@Lyss.test",
                Optional.of("ann"),
                Optional.of("Ann Ö."),
                Optional.of("https://lyss.test/ann.png"),
                UserStatus.ACTIVE,
                TenantRole.TENANT_ADMIN,
                false,
                Optional.empty(),
                ann.createdAt(),
                ann.createdAt()));
    assertThat(dao.get(ann.id())).isEqualTo(ann);
    assertThat(users.as(ann).users().get(ann.id())).isEqualTo(ann);
    assertThat(dao.findByEmail("aNN@lyss.TEST")).contains(ann);
    assertThat(hashOf(ann)).isEqualTo(OTHER_HASH.reveal());
  }

  @Test
  void aUserWhoDoesNotExistIsNotFound() {
    UUID never = Ids.next();
    assertThat(dao.find(never)).isEmpty();
    assertThat(dao.findByEmail("never@lyss.test")).isEmpty();
    Expect.notFound("user", never, () -> dao.get(never));
    Expect.notFound("user", never, () -> dao.update(TestUsers.withId(user, never)));
    Expect.notFound("user", never, () -> dao.setEmail(never, "a@b"));
    Expect.notFound("user", never, () -> dao.setPasswordHash(never, PasswordHash.NONE));
    Expect.notFound("user", never, () -> dao.deactivate(never));
    Expect.notFound("user", never, () -> dao.activate(never));
    Expect.notFound("user", never, () -> dao.suspend(never));
    Expect.notFound("user", never, () -> dao.setRole(never, TenantRole.END_USER));
    UserDao system = users.system().users(tenant.id());
    Expect.notFound("user", never, () -> system.verifyEmail(never, "a@b"));
    assertThat(users.types(tenant.id(), "user:" + never)).isEmpty();
  }

  @Test
  void theListGoesFromOldToNewPageByPage() {
    Tenant other = users.tenant();
    List<User> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(users.admin(other));
    }
    assertThat(Paging.all(3, users.as(made.get(0)).users()::list)).isEqualTo(made);
    assertThat(Paging.all(3, users.system().users(other.id())::list)).isEqualTo(made);
  }

  @Test
  void anAddressIsUniqueInATenantInAnyCase() {
    User taken = dao.create(NewUser.of("Taken@Lyss.test", TestUsers.HASH));
    for (String same : List.of("Taken@Lyss.test", "taken@lyss.test", "TAKEN@LYSS.TEST")) {
      Expect.duplicate(
          "users_tenant_id_email_key", () -> dao.create(NewUser.of(same, TestUsers.HASH)));
      Expect.duplicate("users_tenant_id_email_key", () -> dao.setEmail(user.id(), same));
    }
    assertThat(dao.setEmail(taken.id(), "tAKEN@lyss.test").email()).isEqualTo("tAKEN@lyss.test");
  }

  @Test
  void anEndUserLearnsOfNobodyByAnAddress() {
    User taken = dao.create(NewUser.of("unseen@lyss.test", TestUsers.HASH));
    User ann = users.user(tenant);
    UserDao own = users.as(ann).users();
    for (String email : List.of(taken.email(), taken.email().toUpperCase(), "free@lyss.test")) {
      assertThatExceptionOfType(ScopeDeniedException.class)
          .isThrownBy(() -> own.setEmail(ann.id(), email))
          .withMessage(
              "The scope does not allow it: an end user does not set another address. Set it as"
                  + " system work, once the user has shown that it is theirs.");
    }
    assertThat(own.setEmail(ann.id(), ann.email().toUpperCase()).email())
        .isEqualTo(ann.email().toUpperCase());
  }

  /** Whatever a transaction of a user's own has published, and however long it is open. */
  @Test
  void noOpenTransactionOfAGroupHoldsUpThatAUserIsDeactivated() throws Exception {
    User leaving = users.user(tenant);
    GroupDao groups = users.as(admin).groups();
    Group group = groups.create(NewGroup.of(users.name("g")));
    groups.addMember(group.id(), leaving.id(), GroupRole.MEMBER);
    try (Connection connection = users.pool().getConnection()) {
      connection.setAutoCommit(false);
      assertThat(
              users.as(leaving).joining(connection).groups().removeMember(group.id(), leaving.id()))
          .isTrue();
      assertThat(
              CompletableFuture.supplyAsync(() -> dao.deactivate(leaving.id()).status())
                  .get(20, TimeUnit.SECONDS))
          .isEqualTo(UserStatus.INACTIVE);
      connection.rollback();
    }
  }

  @Test
  void theSameAddressIsFreeInAnotherTenant() {
    Tenant other = users.tenant();
    NewUser same = NewUser.of(user.email(), TestUsers.HASH);
    User twin = users.system().users(other.id()).create(same);
    assertThat(dao.findByEmail(user.email())).contains(user);
    assertThat(users.system().users(other.id()).findByEmail(user.email())).contains(twin);
  }

  @Test
  void badInputIsRefused() {
    for (String email : List.of("", "ann", "@", "a@", "@b", "a b@c", "a@b@c")) {
      Expect.refused("users_email_check", () -> dao.create(NewUser.of(email, TestUsers.HASH)));
      Expect.refused("users_email_check", () -> dao.setEmail(user.id(), email));
    }
    Expect.refused("", () -> dao.setEmail(user.id(), "x".repeat(250) + "@lyss.test"));
    Expect.refused("users_full_name_check", () -> dao.update(user.withFullName(Optional.of(" "))));
    for (String name : List.of("", " x", "x ")) {
      Expect.refused(
          "users_username_check", () -> dao.update(user.withUsername(Optional.of(name))));
    }
    for (String url : List.of("", "x", "javascript:alert(1)", "ftp://x", "https://a b")) {
      Expect.refused(
          "users_avatar_url_check", () -> dao.update(user.withAvatarUrl(Optional.of(url))));
    }
    assertThat(dao.get(user.id())).isEqualTo(user);
  }

  @Test
  void usersAndAdministratorsChangeNamesAndPictureAndNothingElse() {
    User ann = users.user(tenant);
    User named = users.as(ann).users().update(ann.withFullName(Optional.of("Ann")));
    assertThat(named)
        .usingRecursiveComparison()
        .ignoringFields("fullName", "updatedAt")
        .isEqualTo(ann);
    assertThat(named.fullName()).contains("Ann");
    assertThat(named.updatedAt()).isAfter(ann.updatedAt());
    User pictured =
        dao.update(
            named
                .withUsername(Optional.of("ann"))
                .withAvatarUrl(Optional.of("https://lyss.test/ann.png")));
    assertThat(pictured.username()).contains("ann");
    assertThat(pictured.fullName()).contains("Ann");
    assertThat(pictured.avatarUrl()).contains("https://lyss.test/ann.png");
    assertThat(dao.get(ann.id())).isEqualTo(pictured);
    assertThat(dao.update(pictured.withFullName(Optional.empty())).fullName()).isEmpty();
  }

  @Test
  void anEditOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    User read = users.user(tenant);
    User changed = dao.setEmail(read.id(), "new-" + read.email());
    Expect.changedSince(
        "user", read.id(), () -> dao.update(read.withFullName(Optional.of("late"))));
    assertThat(dao.get(read.id())).isEqualTo(changed);
    assertThat(dao.update(changed.withFullName(Optional.of("Ann"))).fullName()).contains("Ann");
  }

  @Test
  void aLoginSinceItWasReadDoesNotRefuseAnEdit() {
    User read = users.user(tenant);
    users.system().logins().record(tenant.id(), read.id());
    User named = dao.update(read.withFullName(Optional.of("Ann")));
    assertThat(named.fullName()).contains("Ann");
    assertThat(named.lastLoginAt()).isPresent();
  }

  @Test
  void oneOfConcurrentEditsSucceeds() throws Exception {
    User read = users.user(tenant);
    User won =
        ConcurrentEdits.oneSucceeds(
            "user", read.id(), i -> dao.update(read.withFullName(Optional.of("Edit " + i))));
    assertThat(dao.get(read.id())).isEqualTo(won);
  }

  @Test
  void aPasswordIsReplacedByItsOwnerAndAdministrators() {
    User ann = users.user(tenant);
    users.as(ann).users().setPasswordHash(ann.id(), OTHER_HASH);
    assertThat(hashOf(ann)).isEqualTo(OTHER_HASH.reveal());
    dao.setPasswordHash(ann.id(), PasswordHash.NONE);
    assertThat(hashOf(ann)).isEqualTo("!");
    users.system().users(tenant.id()).setPasswordHash(ann.id(), TestUsers.HASH);
    assertThat(hashOf(ann)).isEqualTo(TestUsers.HASH.reveal());
  }

  @Test
  void anAddressStaysVerifiedUntilItChanges() {
    User ann = users.user(tenant);
    UserDao system = users.system().users(tenant.id());
    Expect.notFound("user", ann.id(), () -> system.verifyEmail(ann.id(), "old@lyss.test"));
    assertThat(dao.get(ann.id()).emailVerified()).isFalse();
    assertThat(system.verifyEmail(ann.id(), ann.email().toUpperCase()).emailVerified()).isTrue();
    String cased = "U" + ann.email().substring(1);
    assertThat(users.as(ann).users().setEmail(ann.id(), cased).emailVerified()).isTrue();
    assertThat(system.setEmail(ann.id(), "ann@new.test").emailVerified()).isFalse();
    Expect.denied(() -> dao.verifyEmail(ann.id(), "ann@new.test"));
    Expect.denied(() -> users.as(ann).users().verifyEmail(ann.id(), "ann@new.test"));
  }

  @Test
  void creationRoleAndStatusAreEventsWithoutPersonalData() {
    User ann = dao.create(users.newUser());
    dao.setRole(ann.id(), TenantRole.TENANT_ADMIN);
    dao.setRole(ann.id(), TenantRole.TENANT_ADMIN);
    dao.suspend(ann.id());
    User suspended = dao.suspend(ann.id());
    dao.update(suspended.withFullName(Optional.of("Ann")));
    List<Event> events =
        users.events(tenant.id()).stream()
            .filter(event -> event.key().equals("user:" + ann.id()))
            .toList();
    assertThat(events)
        .extracting(
            event ->
                event.type()
                    + " "
                    + event.payload().text().replaceFirst(", \"changed_at\": \"[^\"]*\"", ""))
        .containsExactly(
            "user.created {\"role\": \"end_user\"}",
            "user.role_changed {\"role\": \"tenant_admin\"}",
            "user.status_changed {\"status\": \"suspended\"}");
    assertThat(events).allMatch(event -> event.actorId().equals(Optional.of(admin.id())));
    assertThat(events).allMatch(event -> event.reason().isEmpty());
  }

  @Test
  void aSystemScopeHasToNameTheTenant() {
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> users.system().users())
        .withMessageStartingWith("users() is about the tenant of the scope");
    assertThat(users.system().users(tenant.id()).list(PageRequest.first(50)).items())
        .contains(admin, user);
  }
}
