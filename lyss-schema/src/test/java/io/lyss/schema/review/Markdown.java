package io.lyss.schema.review;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Parts of tables in Markdown. */
final class Markdown {

  private Markdown() {}

  static String row(String... cells) {
    return Arrays.stream(cells)
        .map(cell -> cell.replace("|", "\\|").replaceAll("\\s+", " "))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  static String code(String sql) {
    String line = sql.replaceAll("\\s+", " ");
    return line.isEmpty() ? "" : line.contains("`") ? "`` " + line + " ``" : "`" + line + "`";
  }
}
