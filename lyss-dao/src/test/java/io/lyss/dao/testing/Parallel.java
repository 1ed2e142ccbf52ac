package io.lyss.dao.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs calls at once: each on a thread of its own, all starting together. */
public final class Parallel {

  private Parallel() {}

  /** The answers, in the order of the calls; what a call throws comes as the cause. */
  public static <T> List<T> run(List<? extends Callable<? extends T>> calls) throws Exception {
    return run(calls, Duration.ofMinutes(1));
  }

  /** {@link #run(List)}, which fails if a call takes longer than that. */
  public static <T> List<T> run(List<? extends Callable<? extends T>> calls, Duration longest)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      CyclicBarrier start = new CyclicBarrier(calls.size());
      List<Future<T>> running = new ArrayList<>();
      for (Callable<? extends T> call : calls) {
        running.add(
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  return call.call();
                }));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> future : running) {
        answers.add(future.get(longest.toSeconds(), TimeUnit.SECONDS));
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }
}
