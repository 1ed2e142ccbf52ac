package io.lyss.schema.cli;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says what goes on, once it takes long: what is done in less is not told of. */
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

  /** What is done from now on. */
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

  /** Nothing is told once this returns. */
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
