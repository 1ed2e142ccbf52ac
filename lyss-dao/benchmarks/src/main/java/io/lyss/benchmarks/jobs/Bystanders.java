package io.lyss.benchmarks.jobs;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.error.RetryableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * A reader and a writer, each making one call after the other, while some work is done beside them.
 * The time of their longest call includes everything that the machine did then. How long they
 * waited for a lock, which PostgreSQL is asked every few milliseconds, shows the effect of that
 * work alone.
 */
final class Bystanders implements AutoCloseable {

  /**
   * What a reader and a writer noticed of some work, in seconds.
   *
   * @param took how long the work took
   * @param read the longest call of the reader
   * @param written the longest call of the writer
   * @param locked the longest that one of them was seen waiting for a lock
   * @param refused how many of their calls failed such that they would have to be repeated
   */
  record Seen(double took, double read, double written, double locked, int refused) {}

  private static final String WAITS =
      "select coalesce(max(extract(epoch from clock_timestamp() - waitstart)), 0)"
          + " from pg_locks where not granted and pid = any (?)";

  private static final int FIRST = 50;
  private static final long PAUSE_MILLIS = 5;

  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final HikariDataSource watch;
  private final Call read;
  private final Call write;
  private final Integer[] pids;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean ended;
  private int calls;

  Bystanders(Volume volume, Function<DataSource, Call> read, Function<DataSource, Call> write)
      throws SQLException {
    readers = volume.pool(1);
    writers = volume.pool(1);
    watch = volume.ownersPool(1);
    this.read = read.apply(readers);
    this.write = write.apply(writers);
    pids = new Integer[] {pid(readers), pid(writers)};
    for (; calls < FIRST; calls++) {
      this.read.run(calls);
      this.write.run(calls);
    }
  }

  private static int pid(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return connection.unwrap(PGConnection.class).getBackendPID();
    }
  }

  /** Measures what they notice of some work, whose result is ignored. */
  Seen during(Callable<?> work) {
    ended = false;
    refused.set(0);
    List<Future<Double>> longest = new ArrayList<>();
    longest.add(threads.submit(() -> longest(read)));
    longest.add(threads.submit(() -> longest(write)));
    longest.add(threads.submit(this::longestWait));
    long begun = System.nanoTime();
    try {
      try {
        work.call();
      } finally {
        ended = true;
      }
      double took = (System.nanoTime() - begun) / 1e9;
      return new Seen(
          took, longest.get(0).get(), longest.get(1).get(), longest.get(2).get(), refused.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("A bystander failed", e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException("What is measured failed", e);
    }
  }

  private double longest(Call call) throws SQLException {
    double longest = 0;
    for (int n = calls; !ended; n++) {
      long begun = System.nanoTime();
      try {
        call.run(n);
      } catch (RetryableException e) {
        refused.incrementAndGet();
      }
      longest = Math.max(longest, (System.nanoTime() - begun) / 1e9);
    }
    return longest;
  }

  private double longestWait() throws SQLException, InterruptedException {
    double longest = 0;
    try (Connection connection = watch.getConnection();
        PreparedStatement waits = connection.prepareStatement(WAITS)) {
      waits.setArray(1, connection.createArrayOf("integer", pids));
      while (!ended) {
        try (ResultSet row = waits.executeQuery()) {
          row.next();
          longest = Math.max(longest, row.getDouble(1));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    return longest;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    readers.close();
    writers.close();
    watch.close();
  }
}
