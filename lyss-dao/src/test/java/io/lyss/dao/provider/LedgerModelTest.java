package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Progress;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.QuickRun;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * After each step of random histories, the database says what a model says that has neither slots
 * nor locks: answers, counters and events; after every fifth also reservations, the ledger and what
 * is left, and it reconciles.
 */
@Alone
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerModelTest {

  /** How many steps, and with how many of them made before to begin. */
  private static final long STEPS = Long.getLong("lyss.ledger.steps", QuickRun.some(100_000));

  private static final long FROM = Long.getLong("lyss.ledger.from", 0);

  /** How many connections make them, each in a tenant of its own. */
  private static final int CALLERS = Integer.getInteger("lyss.ledger.callers", 1);

  private static final int LENGTH = 60;

  private final TestProviders providers = new TestProviders();

  @AfterAll
  void close() {
    providers.close();
  }

  /**
   * The histories of a run by their numbers. What each is follows from the seed and its number, so
   * that a run that was stopped goes on with another.
   */
  private static final class Numbers {
    private final Seed seed = new Seed();
    private final SortedSet<Long> running = new TreeSet<>();
    private long next = FROM / LENGTH;

    synchronized OptionalLong take() {
      if (next * LENGTH >= STEPS) {
        return OptionalLong.empty();
      }
      running.add(next);
      return OptionalLong.of(next++);
    }

    synchronized void made(long number) {
      running.remove(number);
    }

    LedgerHistory history(long number) {
      return LedgerHistory.random(seed.random(number), LENGTH);
    }

    @Override
    public synchronized String toString() {
      return seed + " -Dlyss.ledger.from=" + (running.isEmpty() ? next : running.first()) * LENGTH;
    }
  }

  @Test
  void theDatabaseSaysWhatTheModelSays() throws Exception {
    LedgerRun.install(providers);
    Numbers numbers = new Numbers();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (Progress progress = new Progress(numbers, STEPS)) {
      progress.make(FROM);
      List<Future<Optional<String>>> running = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        running.add(callers.submit(() -> difference(numbers, progress)));
      }
      for (Future<Optional<String>> caller : running) {
        assertThat(caller.get()).as("%s", numbers).isEmpty();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private Optional<String> difference(Numbers numbers, Progress progress) throws SQLException {
    try (LedgerRun run = new LedgerRun(providers)) {
      OptionalLong number = numbers.take();
      while (number.isPresent()) {
        Optional<String> found = run.difference(numbers.history(number.getAsLong()));
        if (found.isPresent()) {
          return found;
        }
        numbers.made(number.getAsLong());
        progress.make(LENGTH);
        number = numbers.take();
      }
      return Optional.empty();
    }
  }
}
