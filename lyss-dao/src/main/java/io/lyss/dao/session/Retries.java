package io.lyss.dao.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Which jobs have failed, and how long it takes until the first of them is tried again. */
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
   * Waits for the first retry, unless it comes too late or there is none.
   *
   * @return whether it is time
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
