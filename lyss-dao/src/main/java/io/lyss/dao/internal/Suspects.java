package io.lyss.dao.internal;

import io.lyss.dao.Json;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.error.ConstraintException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments that PostgreSQL may mean if it refuses a value by its type without a name: those of
 * that type, and those longer than the type allows.
 */
final class Suspects {

  private static final Pattern TOO_LONG = Pattern.compile("too long for type \\D+\\((\\d+)\\)");

  private Suspects() {}

  /** The same refusal, with the names of the arguments that it may be about. */
  static ConstraintException named(ConstraintException refusal, Arguments arguments) {
    String message = String.valueOf(refusal.getMessage());
    List<String> names = names(arguments, of(message));
    if (names.isEmpty()) {
      names = names(arguments, value -> true);
    }
    return names.isEmpty()
        ? refusal
        : new ConstraintException(
            message + (names.size() == 1 ? ": " : ": one of ") + String.join(", ", names),
            "",
            refusal.getCause());
  }

  private static Predicate<Object> of(String message) {
    Matcher length = TOO_LONG.matcher(message);
    if (length.find()) {
      int most = Integer.parseInt(length.group(1));
      return value ->
          Values.plain(value) instanceof String text
              && text.codePointCount(0, text.length()) > most;
    } else if (message.contains("json") || message.contains("numeric")) {
      return value ->
          value instanceof Json || value instanceof UnitPrices || value instanceof TokenCounts;
    } else if (message.contains("invalid input syntax")) {
      return value -> Values.plain(value) instanceof String;
    } else if (message.contains("integer") || message.contains("bigint")) {
      return value -> value instanceof Integer || value instanceof Long;
    } else if (message.contains("timestamp")
        || message.contains("date")
        || message.contains("interval")) {
      return value ->
          value instanceof Instant || value instanceof LocalDate || value instanceof Duration;
    }
    return value -> true;
  }

  private static List<String> names(Arguments arguments, Predicate<Object> suspect) {
    return arguments.names().stream()
        .filter(name -> matches(arguments.get(name), suspect))
        .sorted()
        .toList();
  }

  private static boolean matches(@Nullable Object value, Predicate<Object> suspect) {
    if (Values.isNull(value)) {
      return false;
    }
    if (value instanceof Optional<?> optional) {
      return matches(optional.orElse(null), suspect);
    }
    if (value instanceof Collection<?> items) {
      return items.stream().anyMatch(item -> matches(item, suspect));
    }
    if (value instanceof Object[] items) {
      return matches(Arrays.asList(items), suspect);
    }
    return suspect.test(value);
  }
}
