package io.lyss.dao.internal;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a text of the database can be. It has no NUL, and no half of a surrogate pair: for that the
 * driver would send a question mark, in silence. Nor has JSON, which may write both as escapes: the
 * database refuses those as well, and does not say where they stand.
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

  // an escape by number is that character; any other stands for one that is storable
  private static String unescaped(String json) {
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

  /**
   * Refuses an argument that is, or contains, a text that is not {@linkplain #isStorable storable}.
   *
   * @throws ConstraintException which names the argument, and does not show the text
   */
  static void requireStorable(String argument, @Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      requireStorable(argument, optional.orElse(null));
      return;
    }
    Object plain = Values.plain(value);
    if (plain instanceof String text) {
      if (!isStorable(value instanceof Json ? unescaped(text) : text)) {
        throw new ConstraintException(
            "The database refuses the values: "
                + argument
                + " is no valid text, it has a NUL or half of a surrogate pair",
            argument,
            null);
      }
    } else if (plain instanceof Collection<?> items) {
      items.forEach(item -> requireStorable(argument, item));
    } else if (plain instanceof Object[] items) {
      Arrays.asList(items).forEach(item -> requireStorable(argument, item));
    } else if (plain instanceof Map<?, ?> map) {
      requireStorable(argument, map.keySet());
      requireStorable(argument, map.values());
    }
  }
}
