package io.lyss.dao.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The jobs that have failed, and how long it takes until the first of them is due again. */
final class Retries {

  private final Map<String, Long> failed = new HashMap<>();

  void note(JobRun run) {
    if (run.error().isEmpty()) {
      failed.remove(run.job());
    } else {
      failed.put(run.job(), System.nanoTime() + run.pause().toNanos());
    }
  }

  /**
   * Waits for the first retry, unless there is none or it comes too late.
   *
   * @return whether the time of the retry has come
   */
  boolean await(Duration atMost) {
    return failed.values().stream()
        .min(Long::compare)
        .map(at -> sleep(Duration.ofNanos(at - System.nanoTime()), atMost))
        .orElse(false);
  }

  private static boolean sleep(Duration pause, Duration atMost) {
    if (pause.compareTo(atMost) > 0) {
      return false;
    }
    try {
      Thread.sleep(Math.max(0, pause.toMillis()) + 1);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
