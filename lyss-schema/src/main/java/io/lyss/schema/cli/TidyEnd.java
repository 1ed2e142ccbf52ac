package io.lyss.schema.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Work that Ctrl-C or a SIGTERM ends as a failure would: the programs that it has begun are ended,
 * and what it tidies up after a failure is tidied up before the process is gone.
 */
final class TidyEnd {

  /** How long the process stays for it. A statement that is under way cannot be ended. */
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
        // it runs already
      }
    }
  }

  private void now() {
    try {
      int seconds = 0;
      do {
        // again, as the work may just have begun another
        ProcessHandle.current().children().forEach(ProcessHandle::destroy);
        seconds++;
      } while (!tidied.await(1, TimeUnit.SECONDS) && seconds < SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
