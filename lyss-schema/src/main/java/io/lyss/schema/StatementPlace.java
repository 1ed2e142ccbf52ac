package io.lyss.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a statement in a file. If the file has it more than once, the server does not say
 * which of them has failed.
 *
 * @param statement without the comments before it
 * @param lines each line at which it begins; at least one
 */
record StatementPlace(String statement, List<Integer> lines) {

  // Comments that may stand before a statement.
  private static final Pattern COMMENTS =
      Pattern.compile("(?s)(?:\\s|--[^\n]*(?:\n|$)|/\\*.*?\\*/)*");

  // How much of a statement the server keeps by default.
  private static final int KEPT = 1000;

  /**
   * @param sent the statement as the server has it, with the comments before it, perhaps cut off
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

  /** Whether the text is a whole statement, and no part of another. */
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
