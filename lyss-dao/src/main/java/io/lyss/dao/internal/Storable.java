package io.lyss.dao.internal;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of all calls: the database has to be able to hold the value, and lists and
 * nesting have a bound. The database would refuse others too, but without naming the argument, or
 * only after it has read the whole value.
 */
final class Storable {

  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_DIGITS = 1_000;
  private static final Duration LONGEST = Duration.ofDays(1_000_000);

  // what a timestamptz and a date hold between their infinities
  static final Instant FIRST = Instant.parse("-4713-11-24T00:00:00Z");
  static final Instant LAST = Instant.parse("+294276-12-31T23:59:59.999999Z");
  private static final LocalDate FIRST_DAY = LocalDate.of(-4713, 11, 24);
  private static final LocalDate LAST_DAY = LocalDate.of(5_874_897, 12, 31);

  private Storable() {}

  /**
   * Refuses an argument that is, or contains, a value that the database cannot hold.
   *
   * @throws ConstraintException which names the argument and its bound, and shows no text
   */
  static void require(String argument, @Nullable Object value) {
    if (value == null || value instanceof Number number && !(number instanceof BigDecimal)) {
      return;
    } else if (value instanceof Optional<?> optional) {
      require(argument, optional.orElse(null));
    } else if (value instanceof Instant instant) {
      between(argument, instant, FIRST, Instant.MIN, LAST, Instant.MAX);
    } else if (value instanceof LocalDate day) {
      between(argument, day, FIRST_DAY, LocalDate.MIN, LAST_DAY, LocalDate.MAX);
    } else if (value instanceof Duration duration) {
      if (duration.compareTo(LONGEST) > 0 || duration.compareTo(LONGEST.negated()) < 0) {
        throw refused(argument, "is longer than " + LONGEST.toDays() + " days");
      }
    } else if (value instanceof BigDecimal number) {
      if (Math.abs((long) number.scale()) > MAX_DIGITS || number.precision() > MAX_DIGITS) {
        throw refused(argument, "has more than " + MAX_DIGITS + " digits");
      }
    } else if (value instanceof Collection<?> items) {
      requireEach(argument, items);
    } else if (value instanceof Object[] items) {
      requireEach(argument, Arrays.asList(items));
    } else if (value instanceof Map<?, ?> map) {
      requireEach(argument, map.keySet());
      requireEach(argument, map.values());
    } else if (Values.plain(value) instanceof String text) {
      requireText(argument, text, value instanceof Json);
    }
  }

  private static void requireEach(String argument, Collection<?> items) {
    if (items.size() > Elements.MAX) {
      throw refused(argument, "has more than " + Elements.MAX + " elements");
    }
    items.forEach(item -> require(argument, item));
  }

  private static void requireText(String argument, String text, boolean json) {
    if (!Texts.isStorable(json ? Texts.unescaped(text) : text)) {
      throw refused(argument, "is no valid text, it has a NUL or half of a surrogate pair");
    }
    if (json && Texts.depth(text) > MAX_DEPTH) {
      throw refused(argument, "is nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  /** Requires a value within the bounds, or one of the infinities beyond them. */
  private static <T extends Comparable<? super T>> void between(
      String argument, T value, T first, T ever, T last, T never) {
    if ((value.compareTo(first) < 0 && !value.equals(ever))
        || (value.compareTo(last) > 0 && !value.equals(never))) {
      throw refused(argument, "is out of range: from " + first + " to " + last);
    }
  }

  private static ConstraintException refused(String argument, String why) {
    return new ConstraintException(
        "The database refuses the values: " + argument + " " + why, argument, null);
  }
}
