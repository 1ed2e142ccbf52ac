package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Users see their own rows, no matter who used the connection before and which plans it keeps. */
class InterleavedScopesTest extends UserServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);

  private final Seed seed = new Seed();

  private record Person(User user, Group group, Scope.TenantUser scope) {}

  /** Administrators and end users, two of each tenant, each in a group of their own. */
  private List<Person> people(int tenants) {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < tenants; i++) {
      Tenant tenant = users.tenant();
      User admin = users.admin(tenant);
      for (User user : List.of(users.user(tenant), users.user(tenant))) {
        Group group = users.group(admin, user);
        people.add(new Person(user, group, users.system().logins().scope(tenant.id(), user.id())));
      }
    }
    return people;
  }

  private static void seesTheirOwn(UserSession session, Person person) {
    assertThat(session.users().list(PAGE).items()).containsExactly(person.user);
    assertThat(session.groups().list(PAGE).items()).containsExactly(person.group);
    assertThat(session.groups().listMemberships(person.user.id(), PAGE).items()).hasSize(1);
    assertThat(session.tenants().list(PAGE).items())
        .extracting(Tenant::id)
        .containsExactly(person.user.tenantId());
  }

  @Test
  void usersTakingTurnsOnOneConnectionNeverSeeEachOther() {
    List<Person> people = people(2);
    try (HikariDataSource one = users.pool(1)) {
      UserService service = UserService.over(one);
      for (int i = 0; i < 25; i++) {
        for (Person person : people) {
          seesTheirOwn(service.asUser(person.scope), person);
        }
        assertThat(service.asSystem("count").tenants().list(PAGE).items())
            .hasSizeGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void threadsSharingFewConnectionsNeverSeeAnotherUser() throws Exception {
    List<Person> people = people(6);
    try (HikariDataSource few = users.pool(3)) {
      UserService service = UserService.over(few);
      List<Callable<Boolean>> threads = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        Random random = new Random(seed.random().nextLong() + thread);
        threads.add(
            () -> {
              for (int call = 0; call < 60; call++) {
                Person person = people.get(random.nextInt(people.size()));
                UserSession session = service.asUser(person.scope);
                switch (random.nextInt(4)) {
                  case 0 -> seesTheirOwn(session, person);
                  case 1 -> session.useTransaction(inner -> seesTheirOwn(inner, person));
                  case 2 -> session.users().find(Ids.next());
                  default -> service.asSystem("between").tenants().list(PAGE);
                }
              }
              return true;
            });
      }
      assertThat(Parallel.run(threads)).as("%s", seed).containsOnly(true);
    }
  }
}
