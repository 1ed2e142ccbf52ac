package io.lyss.dao.provider;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Parallel;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Eight callers whose connections end at any moment. Each repeats a call that it has no answer to.
 */
abstract class InterruptedCallersTest extends ProviderServiceTest {

  private static final int CALLERS = 8;

  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  /** Lets the callers do what they do, and looks at what has come of it. */
  abstract void run(Interruption interruption, int pace) throws Exception;

  @Test
  void connectionsAreCut() throws Exception {
    run(
        random -> {
          providers.query(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and usename = 'lyss_test_app'
              order by random() limit 2
              """);
        },
        2 * CALLERS);
  }

  /**
   * PostgreSQL ends all connections and recovers from its log if one of its processes is killed.
   * What is thrown away after the tests does not wait for the log; this does.
   */
  @Test
  @Alone
  void theServerIsKilled() throws Exception {
    assumeTrue(process(providers.query("select pg_backend_pid()").get(0)).isPresent());
    providers
        .database()
        .execute(
            "alter database %s set synchronous_commit = on".formatted(providers.database().name()));
    run(
        random -> {
          List<String> processes =
              again(
                  () ->
                      providers.query(
                          """
                          select pid from pg_stat_activity
                          where datname = current_database() and usename = 'lyss_test_app'
                          """));
          if (!processes.isEmpty()) {
            process(processes.get(random.nextInt(processes.size())))
                .ifPresent(ProcessHandle::destroyForcibly);
            awaitRecovery();
          }
        },
        10 * CALLERS);
  }

  /** The server notices a moment later, and ends all connections before it recovers. */
  private void awaitRecovery() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    boolean ended = false;
    while (!ended && System.nanoTime() < end) {
      try {
        providers.query("select pg_sleep(0.01)");
      } catch (IllegalStateException e) {
        ended = true;
      }
    }
    again(() -> providers.query("select 1"));
  }

  /** A process of the server, if that runs on this machine. */
  private static Optional<ProcessHandle> process(String id) {
    return ProcessHandle.of(Long.parseLong(id))
        .filter(process -> process.info().command().orElse("").contains("postgres"));
  }

  interface Interruption {
    void happen(Random random) throws Exception;
  }

  /**
   * Runs callers until they have ended.
   *
   * @param caller makes one of some random numbers, over a pool that is interrupted
   * @param pace after how many answers at most it is interrupted again
   * @param longest how long a caller may take
   * @param watch is called again and again meanwhile
   * @return how many calls were interrupted
   */
  final int interrupted(
      Interruption interruption,
      int pace,
      Random random,
      Duration longest,
      Function<HikariDataSource, Function<Random, Callable<Boolean>>> caller,
      Callable<Boolean> watch)
      throws Exception {
    HikariConfig config = providers.config(CALLERS);
    config.setConnectionTimeout(2000);
    repeated.set(0);
    running.set(CALLERS);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Callable<Boolean> one = caller.apply(pool).apply(new Random(random.nextLong()));
        calls.add(
            () -> {
              try {
                return one.call();
              } finally {
                running.decrementAndGet();
              }
            });
      }
      calls.add(
          () -> {
            while (awaitAnswers(1 + random.nextInt(pace))) {
              interruption.happen(random);
            }
            return true;
          });
      calls.add(
          () -> {
            while (running.get() > 0) {
              watch.call();
              Thread.sleep(20);
            }
            return true;
          });
      Parallel.run(calls, longest);
    }
    return repeated.get();
  }

  /**
   * Returns when so many calls more have been answered, which the next interruption waits for: so
   * callers get on, however slow the machine is. Returns whether there are callers.
   */
  private boolean awaitAnswers(int more) throws InterruptedException {
    int until = answered.get() + more;
    while (running.get() > 0 && answered.get() < until) {
      Thread.sleep(2);
    }
    return running.get() > 0;
  }

  /** Repeats a call of a caller until it is answered. */
  final <T> T call(Supplier<T> call) throws InterruptedException {
    T answer = again(call);
    answered.incrementAndGet();
    return answer;
  }

  /** Repeats a call until it is answered. */
  final <T> T again(Supplier<T> call) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (true) {
      try {
        return call.get();
      } catch (LyssException | IllegalStateException e) {
        if (System.nanoTime() > end || isOfLocks(e)) {
          throw e;
        }
        repeated.incrementAndGet();
        Thread.sleep(5);
      }
    }
  }

  /**
   * Whether it was ended for a deadlock, or because limits seemed to change all the time. A pool
   * that has no connection in time gives no SQLSTATE.
   */
  private static boolean isOfLocks(Throwable thrown) {
    return thrown instanceof SQLException failure
            && String.valueOf(failure.getSQLState()).startsWith("40")
        || thrown.getCause() != null && isOfLocks(thrown.getCause());
  }
}
