package io.lyss.schema.cli;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints the current step if it takes longer than a second; shorter steps are not printed. */
final class Ticker implements AutoCloseable {

  private final Consumer<String> heard;
  private final long pauseMillis;
  private final Thread thread;
  private volatile @Nullable String now;

  private Ticker(Consumer<String> heard, Duration pause) {
    this.heard = heard;
    this.pauseMillis = pause.toMillis();
    this.thread = new Thread(this::tell, "lyss-progress");
    thread.setDaemon(true);
  }

  static Ticker start(Consumer<String> heard, Duration pause) {
    Ticker ticker = new Ticker(heard, pause);
    ticker.thread.start();
    return ticker;
  }

  /** Begins a step. */
  void now(String what) {
    now = what;
  }

  private void tell() {
    String told = null;
    try {
      while (true) {
        Thread.sleep(pauseMillis);
        String what = now;
        if (what != null && !what.equals(told)) {
          told = what;
          heard.accept(what);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the last step: once this returns, nothing more is printed. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
