package io.lyss.benchmarks.figures;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Clients that call at the same time, each one call after the other.
 *
 * @param count how many clients there are
 * @param calls returns the call of the client with a number
 */
public record Clients(int count, IntFunction<Call> calls) {

  private static final long SLICE = Long.getLong("figures.slice", 1000) * 1_000_000;

  /** How many calls a second they make, in a slice of {@code figures.slice} milliseconds. */
  double rate() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    AtomicReference<@Nullable Exception> failed = new AtomicReference<>();
    long until = System.nanoTime() + SLICE;
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < count; client++) {
      Call call = calls.apply(client);
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int n = 0; System.nanoTime() < until; n++) {
                    call.run(n);
                    done.incrementAndGet();
                  }
                } catch (SQLException | RuntimeException e) {
                  failed.set(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failed.get() != null) {
      throw new IllegalStateException("A call failed", failed.get());
    }
    return done.get() * 1e9 / SLICE;
  }
}
