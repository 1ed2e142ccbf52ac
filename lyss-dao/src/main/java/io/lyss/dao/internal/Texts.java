package io.lyss.dao.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which texts the database can store. A text must not contain NUL, or half of a surrogate pair, for
 * which the driver would silently send a question mark. The same holds for JSON, in which both can
 * be written as escapes: the database refuses these as well, but does not report where they are.
 */
public final class Texts {

  private static final Pattern JSON_ESCAPE =
      Pattern.compile("\\\\(?:u(\\p{XDigit}{4})|.)", Pattern.DOTALL);

  private Texts() {}

  /** Whether the database can store it as it is. */
  public static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == 0) {
        return false;
      }
      if (Character.isSurrogate(unit)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(unit, text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The text without what cannot be stored. */
  public static String storable(String text) {
    return text.codePoints()
        .filter(c -> c != 0 && !(c <= 0xffff && Character.isSurrogate((char) c)))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * JSON in which numeric escapes are replaced by their characters. All other escapes stand for
   * characters that can be stored.
   */
  static String unescaped(String json) {
    return json.indexOf('\\') < 0
        ? json
        : JSON_ESCAPE
            .matcher(json)
            .replaceAll(
                escape ->
                    escape.group(1) == null
                        ? "_"
                        : Matcher.quoteReplacement(
                            Character.toString(Integer.parseInt(escape.group(1), 16))));
  }

  /** How deep objects and arrays are nested in a text that may be JSON. */
  static int depth(String json) {
    int depth = 0;
    int deepest = 0;
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (!quoted && (c == '[' || c == '{')) {
        deepest = Math.max(deepest, ++depth);
      } else if (!quoted && (c == ']' || c == '}')) {
        depth--;
      }
    }
    return deepest;
  }
}
