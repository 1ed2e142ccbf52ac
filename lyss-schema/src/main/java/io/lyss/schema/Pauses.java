package io.lyss.schema;

import java.time.Duration;

/** Pauses between attempts to take a lock, each twice as long as the one before, up to a limit. */
final class Pauses {

  private static final Duration LONGEST = Duration.ofSeconds(4);

  private Duration next;

  Pauses(Duration first) {
    next = first;
  }

  /** How long the next one is. */
  Duration next() {
    return next;
  }

  /** Pauses: sessions that waited behind the attempt go on meanwhile. */
  void take() {
    try {
      Thread.sleep(next.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LyssMigrationException("Interrupted while waiting to try again", e);
    }
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }
}
