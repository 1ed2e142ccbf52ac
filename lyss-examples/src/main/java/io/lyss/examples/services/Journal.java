package io.lyss.examples.services;

import java.io.PrintStream;

/** What is printed while the request goes on: numbered steps, and what came of them. */
final class Journal {

  private final PrintStream out;
  private int step;

  Journal(PrintStream out) {
    this.out = out;
  }

  void step(String title) {
    out.println();
    out.println(++step + ". " + title);
  }

  void line(String text, Object... values) {
    out.println("   " + text.formatted(values));
  }
}
