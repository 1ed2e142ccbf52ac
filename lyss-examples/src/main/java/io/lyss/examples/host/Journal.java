package io.lyss.examples.host;

import java.io.PrintStream;

/** What is printed while an example goes on: numbered steps, and what came of them. */
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
