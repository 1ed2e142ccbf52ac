package io.lyss.dao.testing;

import java.io.PrintStream;

/**
 * Says how far a long run has come, and with which seed. If it is stopped, by hand or by a timeout,
 * the output says what it has shown. A run of fewer steps than a build may make is silent.
 */
public final class Progress implements AutoCloseable {

  private static final long SILENT = 20_000;
  private static final long PARTS = 1_000;

  private final PrintStream out;
  private final Object seed;
  private final long of;
  private final Thread atStop = new Thread(this::stopped, "progress");
  private long made;

  /**
   * A run that begins.
   *
   * @param seed what to begin it with again; asked anew for each line, so it may say from where on
   * @param of how many steps it has
   */
  public Progress(Object seed, long of) {
    this(System.out, seed, of);
  }

  Progress(PrintStream out, Object seed, long of) {
    this.out = out;
    this.seed = seed;
    this.of = of;
    if (isTold()) {
      Runtime.getRuntime().addShutdownHook(atStop);
      tell("0");
    }
  }

  private boolean isTold() {
    return of > SILENT;
  }

  /**
   * So many more steps have been made. It prints a line each thousandth of the run, because a
   * process that is killed prints none.
   */
  public synchronized void make(long steps) {
    long part = made * PARTS / of;
    made += steps;
    if (isTold() && made * PARTS / of > part) {
      tell(String.valueOf(made));
    }
  }

  /** The run has ended, by a failure or not. */
  @Override
  public void close() {
    if (isTold()) {
      Runtime.getRuntime().removeShutdownHook(atStop);
      stopped();
    }
  }

  synchronized void stopped() {
    tell("ended after " + made);
  }

  private void tell(String steps) {
    out.println(steps + " of " + of + " steps, " + seed);
    out.flush();
  }
}
