package io.lyss.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A page that shows the last run: where, when and with what volume it was taken, and its table. It
 * is written between two marks, and what stands around them stays.
 */
public final class Page {

  static final String BEGIN = "<!-- from here on written by the run -->\n";
  static final String END = "<!-- until here -->\n";

  private final Path file;
  private final String head;
  private final String tail;

  private Page(Path file, String head, String tail) {
    this.file = file;
    this.head = head;
    this.tail = tail;
  }

  /**
   * Reads it before the run, which takes long.
   *
   * @throws IllegalArgumentException if it does not have the marks
   */
  public static Page of(Path file) throws IOException {
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          file + " is to have a line " + BEGIN + "and after it " + END);
    }
    return new Page(file, text.substring(0, begin + BEGIN.length()), text.substring(end));
  }

  /**
   * Writes a run.
   *
   * @param place where it was made, as {@link Place} says
   */
  public void write(String place, Table table) throws IOException {
    long promised = table.figures().stream().filter(Figure::isPromised).count();
    String lines =
        table.figures().stream().map(Page::line).collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(
        file,
        head
            + "\n"
            + place
            + "\n\nOf %d figures that are promised, %d hold, and %d are missed.\n\n"
                .formatted(promised, promised - table.missed(), table.missed())
            + "| figure | median (quartiles) | reach | |\n|---|---|---|---|\n"
            + lines
            + "\n"
            + tail);
  }

  private static String line(Figure figure) {
    String judged = figure.holds() ? "holds" : "**missed**";
    return "| %s | %s | %s | %s |"
        .formatted(
            figure.name(), figure.values(), figure.reach(), figure.isPromised() ? judged : "");
  }
}
