package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.AccessCache;
import io.lyss.dao.AccessCache.Entry;
import io.lyss.dao.CallListener;
import io.lyss.dao.error.LyssException;
import io.lyss.throwaway.QuickRun;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Hosts with a cache ask as fast as they can while rights are given and taken away, connections are
 * cut and the entries of a cache are garbled. No question is answered with "granted" later than
 * answers may be.
 *
 * @param <H> a host
 */
public final class Revocations<H> {

  private static final Duration LONGEST = Duration.ofMillis(40);
  private static final int CHANGES_OF_EACH = 10;
  private static final int CHECKS = QuickRun.some(100_000);
  private static final int GARBLED = 50;
  private static final int SELDOM = 20;

  /** A right that somebody has, and loses, and has again; they have it to begin with. */
  public static final class Right<H> {
    private final Runnable give;
    private final Runnable takeAway;
    private final Predicate<H> isGranted;

    /** The time after which it was taken away. */
    private volatile long takenAway;

    private volatile boolean isTakenAway;

    /** How often it was given. */
    private volatile int times;

    public Right(Runnable give, Runnable takeAway, Predicate<H> isGranted) {
      this.give = give;
      this.takeAway = takeAway;
      this.isGranted = isGranted;
    }

    private void change() {
      if (isTakenAway) {
        isTakenAway = false;
        times++;
        give.run();
      } else {
        takeAway.run();
        takenAway = System.nanoTime();
        isTakenAway = true;
      }
    }
  }

  /** Makes a host. */
  public interface Host<H> {
    H over(HikariDataSource pool, AccessCache cache, Duration longest, CallListener listener);
  }

  private final TestDatabase database;
  private final List<Right<H>> rights;
  private final Host<H> hosts;
  private final AtomicLong checks = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong granted = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param rights each changed by connections that nobody cuts
   */
  public Revocations(TestDatabase database, List<Right<H>> rights, Host<H> hosts) {
    this.database = database;
    this.rights = rights;
    this.hosts = hosts;
  }

  private Callable<String> administrator(MapCache shared) {
    return () -> {
      int changes = CHANGES_OF_EACH * rights.size();
      for (int i = 0; i < changes || checks.get() < CHECKS; i++) {
        rights.get(i % rights.size()).change();
        if (i % GARBLED == 0) {
          shared.entries().replaceAll((key, entry) -> Entry.of("garbled"));
          database.query(
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
  private Callable<String> checker(H host, long seed) {
    return () -> {
      Random random = new Random(seed);
      String wrong = "";
      while (!over.get()) {
        int which = random.nextInt(rights.size());
        Right<H> right = rights.get(which);
        int times = right.times;
        boolean wasTakenAway = right.isTakenAway;
        long late = System.nanoTime() - right.takenAway;
        if (wasTakenAway && late > 3 * LONGEST.toNanos() && random.nextInt(SELDOM) > 0) {
          // what is not kept goes to the database each time
          continue;
        }
        boolean answer;
        try {
          answer = right.isGranted.test(host);
        } catch (LyssException e) {
          continue;
        }
        checks.incrementAndGet();
        if (answer) {
          granted.incrementAndGet();
          if (wasTakenAway && late > LONGEST.toNanos() && right.times == times) {
            wrong = "right %d is granted %d us late".formatted(which, late / 1000);
          }
        }
      }
      return wrong;
    };
  }

  private HikariDataSource pool() {
    HikariConfig config = database.config(4);
    config.addDataSourceProperty("ApplicationName", "checking host");
    return new HikariDataSource(config);
  }

  private H host(HikariDataSource pool, MapCache cache) {
    return hosts.over(pool, cache, LONGEST, CallListener.atEnd(call -> asked.incrementAndGet()));
  }

  /** Two hosts that share a cache, and one that has its own. */
  public void nobodyIsGrantedAnythingLaterThanAnswersMayBe() throws Exception {
    MapCache shared = MapCache.ofTexts();
    try (HikariDataSource first = pool();
        HikariDataSource second = pool();
        HikariDataSource third = pool()) {
      List<String> wrong =
          Parallel.run(
              List.of(
                  administrator(shared),
                  checker(host(first, shared), 1),
                  checker(host(second, shared), 2),
                  checker(host(third, MapCache.ofEntries()), 3)));
      assertThat(wrong).containsOnly("");
    }
    assertThat(checks.get()).isGreaterThanOrEqualTo(CHECKS);
    assertThat(granted.get()).isPositive();
    assertThat(asked.get()).as("questions to the database").isLessThan(checks.get());
  }
}
