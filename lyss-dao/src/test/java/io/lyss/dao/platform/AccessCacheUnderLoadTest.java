package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.AccessCache.Entry;
import io.lyss.dao.CallListener;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.testing.MapCache;
import io.lyss.dao.testing.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Hosts ask as fast as they can while rights are given and taken away: none is told "granted" by a
 * question that it asks later than answers may be late.
 */
class AccessCacheUnderLoadTest extends PlatformTest {

  private static final Duration LONGEST = Duration.ofMillis(40);
  private static final int PAIRS = 24;
  private static final int CHANGES = 10 * PAIRS;
  private static final int CHECKS = 100_000;
  private static final int GARBLED = 50;

  private final User admin = platform.admin();
  private final Provider provider = platform.organization(admin);
  private final AtomicLong checks = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong granted = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  /** A user, and since when the user may not use the provider. */
  private static final class Pair {
    private final User user;
    private final boolean byDistribution;

    /** The time after which it was taken away. */
    private volatile long takenAway;

    private volatile boolean isTakenAway;

    /** How often it was given. */
    private volatile int times;

    Pair(User user, boolean byDistribution) {
      this.user = user;
      this.byDistribution = byDistribution;
    }
  }

  private void give(PlatformSession session, Pair pair) {
    pair.isTakenAway = false;
    pair.times++;
    if (pair.byDistribution) {
      session.distributions().distribute(provider.id(), List.of(pair.user.id()));
    } else {
      session.users().activate(pair.user.id());
    }
  }

  private void takeAway(PlatformSession session, Pair pair) {
    if (pair.byDistribution) {
      session.distributions().revoke(provider.id(), List.of(pair.user.id()));
    } else {
      session.users().deactivate(pair.user.id());
    }
    pair.takenAway = System.nanoTime();
    pair.isTakenAway = true;
  }

  /** From a pool of its own, whose connections nobody ends. */
  private Callable<String> administrator(List<Pair> pairs, MapCache shared) {
    return () -> {
      PlatformSession session = platform.as(admin);
      for (int i = 0; i < CHANGES || checks.get() < CHECKS; i++) {
        Pair pair = pairs.get(i % PAIRS);
        if (pair.isTakenAway) {
          give(session, pair);
        } else {
          takeAway(session, pair);
        }
        if (i % GARBLED == 0) {
          shared.entries().replaceAll((key, entry) -> Entry.of("garbled"));
          platform.query(
              "select pg_terminate_backend(pid) from pg_stat_activity where application_name ="
                  + " 'checking host' limit 1");
        }
        Thread.sleep(4);
      }
      over.set(true);
      return "";
    };
  }

  /** Describes a wrong answer, or nothing. */
  private Callable<String> checker(Platform host, List<Pair> pairs, long seed) {
    return () -> {
      Random random = new Random(seed);
      String wrong = "";
      while (!over.get()) {
        Pair pair = pairs.get(random.nextInt(PAIRS));
        int times = pair.times;
        boolean wasTakenAway = pair.isTakenAway;
        long late = System.nanoTime() - pair.takenAway;
        boolean answer;
        try {
          answer =
              host.asUser(pair.user.id())
                  .providers()
                  .canUserAccessProvider(pair.user.id(), provider.id());
        } catch (LyssException e) {
          continue;
        }
        checks.incrementAndGet();
        if (answer) {
          granted.incrementAndGet();
          if (wasTakenAway && late > LONGEST.toNanos() && pair.times == times) {
            wrong = "user %d is granted %d us late".formatted(pair.user.id(), late / 1000);
          }
        }
      }
      return wrong;
    };
  }

  private HikariDataSource pool() {
    HikariConfig config = platform.config(4);
    config.addDataSourceProperty("ApplicationName", "checking host");
    return new HikariDataSource(config);
  }

  private Platform host(HikariDataSource pool, MapCache cache) {
    return Platform.over(pool)
        .cache(cache, LONGEST)
        .listener(CallListener.atEnd(call -> asked.incrementAndGet()));
  }

  @Test
  void nobodyIsGrantedAnythingLaterThanAnswersMayBe() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      Pair pair = new Pair(platform.user(), i % 2 == 0);
      pairs.add(pair);
      platform.distribute(admin, provider, pair.user);
    }
    MapCache shared = MapCache.ofTexts();
    try (HikariDataSource first = pool();
        HikariDataSource second = pool();
        HikariDataSource third = pool()) {
      List<String> wrong =
          Parallel.run(
              List.of(
                  administrator(pairs, shared),
                  checker(host(first, shared), pairs, 1),
                  checker(host(second, shared), pairs, 2),
                  checker(host(third, MapCache.ofEntries()), pairs, 3)));
      assertThat(wrong).containsOnly("");
    }
    assertThat(checks.get()).isGreaterThanOrEqualTo(CHECKS);
    assertThat(granted.get()).isPositive();
    assertThat(asked.get()).as("questions to the database").isLessThan(checks.get());
  }
}
