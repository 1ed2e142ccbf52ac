package io.lyss.dao;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** JSON objects whose values are numbers, and nothing else. */
final class NumbersByKey {

  private static final Pattern OBJECT =
      Pattern.compile("\\s*\\{(?<entries>.*)}\\s*", Pattern.DOTALL);
  private static final Pattern ENTRY =
      Pattern.compile("\\s*\"(?<key>[^\"\\\\]*)\"\\s*:\\s*(?<number>-?[0-9.]+)\\s*(?:,|$)");

  private NumbersByKey() {}

  /** The object; the database refuses keys that are none of its own. */
  static Json write(Map<String, ? extends Number> numbers) {
    return new Json(
        numbers.entrySet().stream()
            .map(entry -> quoted(entry.getKey()) + ": " + plain(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  /**
   * @throws IllegalArgumentException if it is anything else
   */
  static <N> SortedMap<String, N> read(Json json, Function<String, N> number) {
    Matcher object = OBJECT.matcher(json.text());
    if (!object.matches()) {
      throw new IllegalArgumentException("No JSON object: " + json);
    }
    String entries = object.group("entries");
    Matcher entry = ENTRY.matcher(entries);
    SortedMap<String, N> numbers = new TreeMap<>();
    int end = 0;
    while (entry.find() && entry.start() == end) {
      numbers.put(entry.group("key"), number.apply(entry.group("number")));
      end = entry.end();
    }
    if (!entries.substring(end).isBlank()) {
      throw new IllegalArgumentException("No JSON object of numbers: " + json);
    }
    return numbers;
  }

  static <N> SortedMap<String, N> copy(Map<String, N> numbers) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
  }

  private static String plain(Number number) {
    return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
  }

  private static String quoted(String key) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : key.toCharArray()) {
      if (c == '"' || c == '\\' || c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
