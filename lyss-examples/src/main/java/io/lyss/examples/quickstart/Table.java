package io.lyss.examples.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows under headings, each column as wide as its widest cell; numbers to the right. */
public final class Table {

  private static final String INDENT = "  ";
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<Object>> rows = new ArrayList<>();

  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** Adds a row; numbers are written with separated thousands. */
  public Table row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells under " + headings.size() + " headings");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines to print. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line(headings));
    lines.add(line(widths().stream().map("-"::repeat).toList()));
    rows.forEach(row -> lines.add(line(row.stream().map(Table::text).toList())));
    return lines;
  }

  private String line(List<String> cells) {
    List<Integer> widths = widths();
    StringBuilder line = new StringBuilder(INDENT);
    for (int column = 0; column < cells.size(); column++) {
      line.append(column == 0 ? "" : GAP)
          .append(TextWidth.pad(cells.get(column), widths.get(column), isNumber(column)));
    }
    return line.toString().stripTrailing();
  }

  private List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < headings.size(); column++) {
      int width = TextWidth.of(headings.get(column));
      for (List<Object> row : rows) {
        width = Math.max(width, TextWidth.of(text(row.get(column))));
      }
      widths.add(width);
    }
    return widths;
  }

  private boolean isNumber(int column) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column) instanceof Number);
  }

  private static String text(Object cell) {
    if (cell instanceof Integer || cell instanceof Long) {
      return String.format(Locale.ROOT, "%,d", cell);
    }
    return cell.toString();
  }
}
