package io.lyss.redis;

import java.time.Duration;

/** Keeps questions from Redis for a second after it has failed, because each of them would wait. */
final class Pause {

  private static final long LENGTH = Duration.ofSeconds(1).toNanos();

  private volatile boolean begun;
  private volatile long beginning;

  void begin() {
    beginning = System.nanoTime();
    begun = true;
  }

  boolean isOn() {
    if (begun && System.nanoTime() - beginning >= LENGTH) {
      begun = false;
    }
    return begun;
  }
}
