package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.testing.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** All methods give the same, correct answer to who may use which provider. */
class AccessPropertyTest extends PlatformTest {

  private static final PageRequest ALL = PageRequest.first(1000);

  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final User overseer = platform.admin();
  private final List<User> users = new ArrayList<>();
  private final List<Provider> providers = new ArrayList<>();

  // What the test did, kept here and never read from the database.
  private final Set<Integer> inactiveUsers = new HashSet<>();
  private final Set<Integer> inactiveProviders = new HashSet<>();
  private final Set<List<Integer>> given = new HashSet<>();

  private boolean truth(User user, Provider provider) {
    if (inactiveUsers.contains(user.id()) || inactiveProviders.contains(provider.id())) {
      return false;
    }
    return provider.scope() == ProviderScope.PERSONAL
        ? provider.createdBy() == user.id()
        : given.contains(List.of(provider.id(), user.id()));
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void populate() {
    for (int i = 0; i < 6; i++) {
      users.add(random.nextInt(3) == 0 ? platform.admin() : platform.user());
    }
    for (int i = 0; i < 10; i++) {
      boolean personal = random.nextBoolean();
      providers.add(personal ? platform.personal(any(users)) : platform.organization(overseer));
    }
  }

  private void act() {
    User user = any(users);
    Provider provider = any(providers);
    List<Integer> key = List.of(provider.id(), user.id());
    boolean shared = provider.scope() == ProviderScope.ORGANIZATION;
    DistributionDao distributions = platform.as(overseer).distributions();
    switch (random.nextInt(9)) {
      case 0 -> {
        platform.system().users().deactivate(user.id());
        inactiveUsers.add(user.id());
      }
      case 1 -> {
        platform.system().users().activate(user.id());
        inactiveUsers.remove(user.id());
      }
      case 2 -> {
        platform.system().providers().deactivate(provider.id());
        inactiveProviders.add(provider.id());
      }
      case 3 -> {
        platform.system().providers().activate(provider.id());
        inactiveProviders.remove(provider.id());
      }
      case 4 -> platform.system().users().setRole(user.id(), any(List.of(UserRole.values())));
      case 5 -> {
        distributions.revoke(provider.id(), List.of(user.id()));
        given.remove(key);
      }
      default -> {
        if (shared) {
          distributions.distribute(provider.id(), List.of(user.id()));
          given.add(key);
        }
      }
    }
  }

  @Test
  void everyMethodAnswersAsAModelOfTheAccessRules() {
    populate();
    int granted = 0;
    Map<Instant, Set<List<Integer>>> past = new LinkedHashMap<>();
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 20; i++) {
        act();
      }
      past.put(now(), usable());
      for (User user : users) {
        granted += check(user);
      }
    }
    past.forEach(this::checkAt);
    assertThat(granted).as("some access, or nothing was tried: %s", seed).isPositive();
  }

  private Instant now() {
    return platform
        .system()
        .withJooq(jooq -> jooq.fetchOne("select clock_timestamp()").get(0, Instant.class));
  }

  private Set<List<Integer>> usable() {
    Set<List<Integer>> usable = new HashSet<>();
    for (User user : users) {
      ids(provider -> truth(user, provider)).forEach(id -> usable.add(List.of(user.id(), id)));
    }
    return usable;
  }

  /** What was so then is known afterwards, whatever has changed since. */
  private void checkAt(Instant at, Set<List<Integer>> usable) {
    ProviderDao system = platform.system().providers();
    for (Provider provider : providers) {
      for (User user : users) {
        assertThat(system.explainAccess(user.id(), provider.id(), at).granted())
            .as("%s of %s at %s, %s", provider, user, at, seed)
            .isEqualTo(usable.contains(List.of(user.id(), provider.id())));
      }
      assertThat(system.usersOf(provider.id(), at, ALL).items())
          .as("users of %s at %s, %s", provider, at, seed)
          .extracting(user -> List.of(user.userId(), provider.id()))
          .containsExactlyInAnyOrderElementsOf(
              usable.stream().filter(pair -> pair.get(1) == provider.id()).toList());
    }
  }

  private int check(User user) {
    List<Integer> allowed = ids(provider -> truth(user, provider));
    List<Integer> shared =
        ids(provider -> truth(user, provider) && provider.scope() == ProviderScope.ORGANIZATION);
    PlatformSession own = platform.as(user);
    agree("in system scope", platform.system(), user, allowed, providers);
    agree("as the user", own, user, allowed, providers);
    agree(
        "as an administrator",
        platform.as(overseer),
        user,
        shared,
        providers.stream().filter(p -> p.scope() == ProviderScope.ORGANIZATION).toList());
    assertThat(own.providers().listAvailable(ALL).items())
        .as("available to %s, %s", user, seed)
        .extracting(Provider::id)
        .containsExactlyElementsOf(allowed);
    assertThat(ids(provider -> opens(own, provider)))
        .as("opened by %s, %s", user, seed)
        .isEqualTo(allowed);
    return allowed.size();
  }

  private List<Integer> ids(Predicate<Provider> which) {
    return providers.stream().filter(which).map(Provider::id).sorted().toList();
  }

  private void agree(
      String how, PlatformSession session, User user, List<Integer> allowed, List<Provider> about) {
    List<Integer> asked = about.stream().map(Provider::id).sorted().toList();
    ProviderDao dao = session.providers();
    assertThat(dao.accessibleProviders(user.id(), asked))
        .as("in bulk %s about %s, %s", how, user, seed)
        .containsExactlyInAnyOrderElementsOf(allowed);
    assertThat(asked.stream().filter(id -> dao.canUserAccessProvider(user.id(), id)).toList())
        .as("one by one %s about %s, %s", how, user, seed)
        .isEqualTo(allowed);
    Instant now = now();
    assertThat(
            asked.stream().filter(id -> dao.explainAccess(user.id(), id, now).granted()).toList())
        .as("explained at a time %s about %s, %s", how, user, seed)
        .isEqualTo(allowed);
    assertThat(asked.stream().filter(id -> dao.explainAccess(user.id(), id).granted()).toList())
        .as("explained %s about %s, %s", how, user, seed)
        .isEqualTo(allowed);
    List<Integer> inSql =
        session.withJooq(
            jooq ->
                jooq.fetch(
                        "select id from unnest({0}) as id where"
                            + " lyss_platform.can_user_access_provider({1}, id) order by id",
                        org.jooq.impl.DSL.val(asked.toArray(Integer[]::new)),
                        org.jooq.impl.DSL.val(user.id()))
                    .getValues(0, Integer.class));
    assertThat(inSql).as("in SQL %s about %s, %s", how, user, seed).isEqualTo(allowed);
  }

  private static boolean opens(PlatformSession session, Provider provider) {
    try {
      session.conversations().open(provider.id(), "may I?");
      return true;
    } catch (ScopeDeniedException e) {
      return false;
    }
  }
}
