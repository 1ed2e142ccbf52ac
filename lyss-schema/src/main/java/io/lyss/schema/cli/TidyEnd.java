package io.lyss.schema.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has Ctrl-C or a SIGTERM end some work as a failure would: the programs that the work has started
 * are ended, and the work tidies up before the process ends.
 */
final class TidyEnd {

  /** How long the process waits for the work to tidy up. A running statement cannot be ended. */
  private static final int SECONDS = 60;

  private final CountDownLatch tidied = new CountDownLatch(1);

  private TidyEnd() {}

  /** Does the work, and returns or throws as it does. */
  static void during(Runnable work) {
    TidyEnd end = new TidyEnd();
    Thread hook = new Thread(end::now, "lyss-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      end.tidied.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the shutdown has begun
      }
    }
  }

  private void now() {
    try {
      int seconds = 0;
      do {
        // repeated, because the work may just have started another program
        ProcessHandle.current().children().forEach(ProcessHandle::destroy);
        seconds++;
      } while (!tidied.await(1, TimeUnit.SECONDS) && seconds < SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
