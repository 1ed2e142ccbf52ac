package io.lyss.examples.host;

import java.io.PrintStream;

/** Prints while an example runs: numbered steps, and their results. */
public final class Journal {

  private final PrintStream out;
  private int step;

  public Journal(PrintStream out) {
    this.out = out;
  }

  public void step(String title) {
    out.println();
    out.println(++step + ". " + title);
  }

  public void line(String text, Object... values) {
    out.println("   " + text.formatted(values));
  }
}
