package io.lyss.dao.internal;

import io.lyss.dao.error.ConstraintException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a text of the database can be. It has no NUL, and no half of a surrogate pair: for that the
 * driver would send a question mark, in silence.
 */
public final class Texts {

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
   * Refuses an argument that is, or contains, a text that is not {@linkplain #isStorable storable}.
   *
   * @throws ConstraintException which names the argument, and does not show the text
   */
  static void requireStorable(String argument, @Nullable Object value) {
    Object plain = Values.plain(value);
    if (plain instanceof String text) {
      if (!isStorable(text)) {
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
