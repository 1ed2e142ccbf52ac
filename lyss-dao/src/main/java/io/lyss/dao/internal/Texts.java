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

  /** As the SQL function not_blank() has it. */
  private static final Pattern VISIBLE =
      Pattern.compile(
          "[^\\x{1}-\\x{20}\\x{7f}-\\x{a0}\\x{ad}\\x{34f}\\x{61c}\\x{115f}\\x{1160}\\x{1680}"
              + "\\x{17b4}\\x{17b5}\\x{180b}-\\x{180f}\\x{2000}-\\x{200f}\\x{2028}-\\x{202f}"
              + "\\x{205f}-\\x{206f}\\x{2800}\\x{3000}\\x{3164}\\x{fe00}-\\x{fe0f}\\x{feff}"
              + "\\x{ffa0}\\x{fff0}-\\x{fffb}\\x{1bca0}-\\x{1bca3}\\x{1d173}-\\x{1d17a}"
              + "\\x{e0000}-\\x{e0fff}]");

  private Texts() {}

  /** Whether a text shows nothing: then no message is made of it alone. */
  public static boolean isBlank(String text) {
    return !VISIBLE.matcher(text).find();
  }

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
