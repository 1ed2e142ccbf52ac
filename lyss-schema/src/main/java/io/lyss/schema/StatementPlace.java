package io.lyss.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement stands in a file. A file may have it more than once; which of them has failed,
 * the server does not say.
 *
 * @param statement without what stands before it
 * @param lines each line at which it begins; at least one
 */
record StatementPlace(String statement, List<Integer> lines) {

  // What may stand before a statement.
  private static final Pattern COMMENTS =
      Pattern.compile("(?s)(?:\\s|--[^\n]*(?:\n|$)|/\\*.*?\\*/)*");

  // The server keeps no more of a statement, unless it is told to.
  private static final int KEPT = 1000;

  /**
   * @param sent what the server says it was sent, with what stands before it, perhaps cut off
   * @return null if it is not of this file
   */
  static @Nullable StatementPlace of(String sql, String sent) {
    Matcher comments = COMMENTS.matcher(sent);
    int skipped = comments.lookingAt() ? comments.end() : 0;
    String statement = sent.substring(skipped).strip();
    if (statement.isEmpty()) {
      return null;
    }
    List<Integer> lines = new ArrayList<>();
    for (int at = sql.indexOf(statement); at >= 0; at = sql.indexOf(statement, at + 1)) {
      if (isWhole(sql, at, at + statement.length()) || statement.length() >= KEPT) {
        lines.add(1 + (int) sql.substring(0, at).chars().filter(c -> c == '\n').count());
      }
    }
    return lines.isEmpty() ? null : new StatementPlace(statement, lines);
  }

  /** Whether it is no part of another statement. */
  private static boolean isWhole(String sql, int start, int end) {
    String before = sql.substring(0, start).stripTrailing();
    String after = sql.substring(end).stripLeading();
    boolean begins =
        before.isEmpty()
            || before.endsWith(";")
            || before.endsWith("*/")
            || before.substring(before.lastIndexOf('\n') + 1).contains("--");
    return begins && (after.isEmpty() || after.startsWith(";"));
  }

  /** Such as {@code line 7}, or {@code line 7 or 30}. */
  String text() {
    String text = lines.toString();
    return "line " + text.substring(1, text.length() - 1).replaceFirst("(.*), ", "$1 or ");
  }
}
