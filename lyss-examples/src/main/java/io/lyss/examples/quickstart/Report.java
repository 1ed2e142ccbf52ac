package io.lyss.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/** Prints plain lines while the example runs. */
final class Report {

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  /** A step, which reports its progress. */
  interface Progress {
    /** Prints a dot: some more is done. */
    void tick();
  }

  /** A step that can say how far it is. */
  interface Step<T> {
    T run(Progress progress);
  }

  /** Names a finished step. */
  interface Done<T> {
    String say(T result);
  }

  /** A title, a dot for each tick, then what was done and how long it took. */
  <T> T step(String title, Step<T> step, Done<T> say) {
    long start = System.nanoTime();
    out.print(title + " ");
    out.flush();
    boolean done = false;
    try {
      T result =
          step.run(
              () -> {
                out.print('.');
                out.flush();
              });
      out.println(" " + say.say(result) + seconds(start));
      done = true;
      return result;
    } finally {
      if (!done) {
        out.println();
      }
    }
  }

  /** A step without progress; it is printed when it is done, with the time since {@code start}. */
  <T> T timed(Supplier<T> step, Done<T> done, long start) {
    T result = step.get();
    out.println(done.say(result) + seconds(start));
    return result;
  }

  void section(String title) {
    out.println();
    out.println(title);
    out.println("=".repeat(TextWidth.of(title)));
  }

  void line(String text) {
    out.println(text);
  }

  void blank() {
    out.println();
  }

  void table(Table table) {
    table.lines().forEach(out::println);
  }

  private static String seconds(long start) {
    return String.format(Locale.ROOT, " (%.1f s)", (System.nanoTime() - start) / 1e9);
  }
}
