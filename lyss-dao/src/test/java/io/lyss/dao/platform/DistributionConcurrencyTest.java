package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Two administrators who work on the same users at once wait for each other; neither fails. */
@Whole("two administrators at once")
class DistributionConcurrencyTest extends PlatformTest {

  private static final int USERS = 300;
  private static final int ROUNDS = 15;

  private final Seed seed = new Seed();
  private final User first = platform.admin();
  private final User second = platform.admin();
  private final Provider provider = platform.organization(first);
  private final List<Integer> users = users();

  private List<Integer> users() {
    platform
        .database()
        .execute(
            """
            insert into lyss_platform.users (username, email, hashed_password)
            select 'many' || i, 'many' || i || '@lyss.test', '!' from generate_series(1, %d) as i
            """
                .formatted(USERS));
    return platform.query("select id from lyss_platform.users where username like 'many%'").stream()
        .map(Integer::valueOf)
        .toList();
  }

  private List<Integer> shuffled(Random random) {
    List<Integer> some = new ArrayList<>(users);
    Collections.shuffle(some, random);
    return some;
  }

  private Callable<Boolean> distribute(User admin, List<Integer> to) {
    return () -> {
      platform.as(admin).distributions().distribute(provider.id(), to);
      return true;
    };
  }

  private Callable<Boolean> revoke(User admin, List<Integer> from) {
    return () -> {
      platform.as(admin).distributions().revoke(provider.id(), from);
      return true;
    };
  }

  private long active() {
    return Paging.all(
            1000, page -> platform.as(first).distributions().listByProvider(provider.id(), page))
        .stream()
        .filter(Distribution::active)
        .count();
  }

  @Test
  void twoAdministratorsDistributeToTheSameUsersAtOnce() throws Exception {
    Random random = seed.random();
    for (int round = 0; round < ROUNDS; round++) {
      Parallel.run(
          List.of(distribute(first, shuffled(random)), distribute(second, shuffled(random))));
      assertThat(active()).as("%s", seed).isEqualTo(USERS);
      platform.as(first).distributions().revoke(provider.id(), users);
      assertThat(active()).as("%s", seed).isZero();
    }
  }

  @Test
  void oneDistributesWhileOneRevokesWhateverTheOrderOfTheRowsOnDisk() throws Exception {
    Random random = seed.random();
    for (int round = 0; round < ROUNDS; round++) {
      // One by one, so that the rows on disk are in another order than the users.
      for (int user : shuffled(random).subList(0, USERS / 3)) {
        platform.as(first).distributions().revoke(provider.id(), List.of(user));
        platform.as(first).distributions().distribute(provider.id(), List.of(user));
      }
      Parallel.run(
          List.of(
              distribute(first, shuffled(random)),
              revoke(second, shuffled(random)),
              distribute(second, shuffled(random)),
              revoke(first, shuffled(random))));
      assertThat(
              platform
                  .as(first)
                  .distributions()
                  .listByProvider(provider.id(), PageRequest.first(1000))
                  .items())
          .as("%s", seed)
          .hasSizeLessThanOrEqualTo(USERS);
    }
  }
}
