package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Parallel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class UserDaoTest extends PlatformTest {

  private static final String FACE = "\uD83D\uDE00";
  private static final PasswordHash OTHER_HASH =
      PasswordHash.of("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub");

  private final UserDao users = platform.system().users();

  private NewUser named(String username) {
    return new NewUser(
        username, platform.name("x") + "@lyss.test", TestPlatform.HASH, UserRole.USER);
  }

  private NewUser addressed(String email) {
    return new NewUser(platform.name("name"), email, TestPlatform.HASH, UserRole.USER);
  }

  @Test
  void aNewUserIsActiveAndAsGiven() {
    User user =
        users.create(new NewUser("Ada", "Ada@Lyss.test", TestPlatform.HASH, UserRole.ADMIN));
    assertThat(user.id()).isPositive();
    assertThat(user.username()).isEqualTo("Ada");
    assertThat(user.email()).isEqualTo("Ada@Lyss.test");
    assertThat(user.role()).isEqualTo(UserRole.ADMIN);
    assertThat(user.active()).isTrue();
    assertThat(user.createdAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    assertThat(user.updatedAt()).isEqualTo(user.createdAt());
    assertThat(users.get(user.id())).isEqualTo(user);
    assertThat(users.find(user.id())).contains(user);
  }

  @Test
  void anAdministratorCreatesUsersAndAUserDoesNot() {
    User created = platform.as(platform.admin()).users().create(platform.newUser());
    assertThat(users.find(created.id())).contains(created);
    NewUser another = platform.newUser();
    Expect.denied(() -> platform.as(created).users().create(another));
    assertThat(users.findByUsername(another.username())).isEmpty();
  }

  @Test
  void aNameIsUniqueAndItsCaseMatters() {
    users.create(named("Grace"));
    Expect.duplicate("users_username_key", () -> users.create(named("Grace")));
    assertThat(users.create(named("grace")).username()).isEqualTo("grace");
    assertThat(users.findByUsername("Grace").orElseThrow().username()).isEqualTo("Grace");
    assertThat(users.findByUsername("GRACE")).isEmpty();
  }

  @Test
  void anAddressIsUniqueWhateverItsCase() {
    User user = users.create(addressed("Alan@Lyss.Test"));
    Expect.duplicate("users_email_key", () -> users.create(addressed("alan@lyss.test")));
    assertThat(users.findByEmail("ALAN@lyss.TEST")).contains(user);
    assertThat(users.findByEmail("alan@lyss.tes")).isEmpty();
  }

  @Test
  void namesHaveOneToFiftyCharactersAndNoSpacesAround() {
    assertThat(users.create(named(FACE.repeat(50))).username()).isEqualTo(FACE.repeat(50));
    Expect.refused("", () -> users.create(named(FACE.repeat(51))));
    Expect.refused("users_username_check", () -> users.create(named("")));
    Expect.refused("users_username_check", () -> users.create(named(" x")));
    Expect.refused("users_username_check", () -> users.create(named("x ")));
    Expect.refused("username", () -> users.create(named("nul\0nul")));
  }

  @Test
  void anAddressLooksLikeOneAndHasAHundredCharactersAtMost() {
    String longest = "a".repeat(90) + "@lyss.test";
    assertThat(users.create(addressed(longest)).email()).hasSize(100);
    Expect.refused("", () -> users.create(addressed("b" + longest)));
    for (String none : List.of("", "lyss.test", "a@", "@b", "a b@lyss.test", "a@b@c")) {
      Expect.refused("users_email_check", () -> users.create(addressed(none)));
    }
  }

  @Test
  void anUnknownUserIsNotFound() {
    assertThat(users.find(NEVER)).isEmpty();
    assertThat(users.find(0)).isEmpty();
    assertThat(users.find(-1)).isEmpty();
    assertThat(users.findByUsername("")).isEmpty();
    Expect.notFound("user", NEVER, () -> users.get(NEVER));
    Expect.notFound("user", NEVER, () -> users.passwordHash(NEVER));
    Expect.notFound("user", NEVER, () -> users.setPasswordHash(NEVER, TestPlatform.HASH));
    Expect.notFound("user", NEVER, () -> users.deactivate(NEVER));
    Expect.notFound("user", NEVER, () -> users.activate(NEVER));
    Expect.notFound("user", NEVER, () -> users.setRole(NEVER, UserRole.ADMIN));
  }

  @Test
  void onlySystemWorkReadsAHash() {
    User user = users.create(platform.newUser());
    assertThat(users.passwordHash(user.id())).isEqualTo(TestPlatform.HASH);
    Expect.denied(() -> platform.as(user).users().passwordHash(user.id()));
    Expect.denied(() -> platform.as(platform.admin()).users().passwordHash(user.id()));
  }

  @Test
  void aHashIsReplacedByAdministratorsAndSystemWork() {
    User user = users.create(platform.newUser());
    platform.as(platform.admin()).users().setPasswordHash(user.id(), OTHER_HASH);
    assertThat(users.passwordHash(user.id())).isEqualTo(OTHER_HASH);
    users.setPasswordHash(user.id(), PasswordHash.NONE);
    assertThat(users.passwordHash(user.id())).isEqualTo(PasswordHash.NONE);
  }

  @Test
  void everyChangeReturnsTheUserAsItIsNow() {
    User user = users.create(platform.newUser());
    for (UserDao dao : List.of(users, platform.as(platform.admin()).users())) {
      User off = dao.deactivate(user.id());
      assertThat(off.active()).isFalse();
      assertThat(off.updatedAt()).isAfter(user.updatedAt());
      assertThat(users.get(user.id())).isEqualTo(off);
      assertThat(dao.activate(user.id()).active()).isTrue();
      assertThat(dao.setRole(user.id(), UserRole.ADMIN).role()).isEqualTo(UserRole.ADMIN);
      assertThat(dao.setRole(user.id(), UserRole.USER).role()).isEqualTo(UserRole.USER);
    }
    assertThat(users.get(user.id()).createdAt()).isEqualTo(user.createdAt());
  }

  @Test
  void aUserSeesThemselvesAndChangesNothing() {
    User user = users.create(platform.newUser());
    UserDao own = platform.as(user).users();
    assertThat(own.get(user.id())).isEqualTo(user);
    assertThat(own.list(PageRequest.first(10)).items()).containsExactly(user);
    Expect.notFound("user", user.id(), () -> own.setRole(user.id(), UserRole.ADMIN));
    Expect.notFound("user", user.id(), () -> own.setPasswordHash(user.id(), OTHER_HASH));
    Expect.notFound("user", user.id(), () -> own.deactivate(user.id()));
    Expect.notFound("user", user.id(), () -> own.activate(user.id()));
    assertThat(users.get(user.id())).isEqualTo(user);
  }

  @Test
  void nobodyChangesTheirOwnRoleOrStatus() {
    User admin = platform.admin();
    UserDao own = platform.as(admin).users();
    Expect.denied(() -> own.setRole(admin.id(), UserRole.USER));
    Expect.denied(() -> own.deactivate(admin.id()));
    assertThat(own.setPasswordHash(admin.id(), PasswordHash.NONE).role()).isEqualTo(UserRole.ADMIN);
    assertThat(users.setRole(admin.id(), UserRole.USER).role()).isEqualTo(UserRole.USER);
  }

  /** The two are in a deadlock, and PostgreSQL ends one of them. */
  @Test
  void ofTwoWhoDemoteEachOtherOneStaysAdministrator() throws Exception {
    User one = platform.admin();
    User other = platform.admin();
    List<Optional<RuntimeException>> failures =
        Parallel.run(List.of(demotes(one, other), demotes(other, one)));
    assertThat(failures).filteredOn(Optional::isPresent).hasSize(1);
    assertThat(List.of(users.get(one.id()), users.get(other.id())))
        .extracting(User::role)
        .containsExactlyInAnyOrder(UserRole.ADMIN, UserRole.USER);
  }

  private Callable<Optional<RuntimeException>> demotes(User who, User whom) {
    return () -> {
      try {
        platform
            .as(who)
            .useTransaction(
                session -> {
                  session.users().get(who.id());
                  session.users().setRole(whom.id(), UserRole.USER);
                });
        return Optional.empty();
      } catch (LyssException e) {
        return Optional.of(e);
      }
    };
  }

  @Test
  void anInactiveAdministratorHasNoRightsOfOne() {
    User admin = platform.admin();
    users.deactivate(admin.id());
    UserDao own = platform.as(admin).users();
    assertThat(own.list(PageRequest.first(10)).items()).isEmpty();
    Expect.denied(() -> own.create(platform.newUser()));
    Expect.notFound("user", admin.id(), () -> own.activate(admin.id()));
  }

  @Test
  void theListGoesUpTheIdsAndCoversEverybodyOnceWhileUsersComeIn() {
    for (int i = 0; i < 12; i++) {
      users.create(platform.newUser());
    }
    for (int size : List.of(1, 5, 1000)) {
      List<User> before = users.list(PageRequest.first(1000)).items();
      List<User> meanwhile = new ArrayList<>();
      List<User> read =
          Paging.all(
              size,
              users::list,
              () -> {
                if (meanwhile.size() < 3) {
                  meanwhile.add(users.create(platform.newUser()));
                }
              });
      assertThat(read).isSortedAccordingTo(Comparator.comparingInt(User::id));
      assertThat(read).doesNotHaveDuplicates().containsAll(before);
      assertThat(read.stream().filter(user -> !before.contains(user)))
          .containsExactlyElementsOf(meanwhile);
    }
  }
}
