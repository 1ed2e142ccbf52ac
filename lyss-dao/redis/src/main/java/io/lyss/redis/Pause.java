package io.lyss.redis;

import java.time.Duration;

/** For a second after Redis has failed, it is left alone: each question would wait for it. */
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
