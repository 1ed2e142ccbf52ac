package io.lyss.schema.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The number of rows of each table, as a file with a line for each table. */
final class RowCounts {

  private RowCounts() {}

  /** The file that belongs to a backup. */
  static Path beside(Path backup) {
    return backup.resolveSibling(backup.getFileName() + ".rows");
  }

  /** The current step, for {@link Ticker}. */
  static String counting(Job job, String table) {
    return "counting the rows of " + job.name() + "." + table;
  }

  static String text(SortedMap<String, Long> rows) {
    StringBuilder text = new StringBuilder();
    rows.forEach((table, count) -> text.append(table).append(' ').append(count).append('\n'));
    return text.toString();
  }

  static SortedMap<String, Long> read(Path file) {
    SortedMap<String, Long> rows = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(" ");
        rows.put(parts[0], Long.valueOf(parts[1]));
      }
    } catch (IOException
        | UncheckedIOException
        | IndexOutOfBoundsException
        | NumberFormatException e) {
      throw new CommandFailedException(
          file + " is not what backup-check prints, or backup writes: " + e, e);
    }
    return rows;
  }
}
