package io.lyss.dao;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** JSON objects in which each value is a number. */
final class NumbersByKey {

  private static final Pattern OBJECT =
      Pattern.compile("\\s*\\{(?<entries>.*)}\\s*", Pattern.DOTALL);
  private static final Pattern ENTRY =
      Pattern.compile("\\s*\"(?<key>[^\"\\\\]*)\"\\s*:\\s*(?<number>-?[0-9.]+)\\s*(?:,|$)");

  private static final int MAX_KEYS = 1_000;

  private NumbersByKey() {}

  /** The object. The database refuses unknown keys. */
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
      throw new IllegalArgumentException("The JSON is no object");
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
      throw new IllegalArgumentException("The JSON is no object whose values are numbers");
    }
    return numbers;
  }

  /**
   * A copy, sorted by key.
   *
   * @param name the name of the parameter, for the message
   * @throws NullPointerException if a key or a number is null; the message names the key
   * @throws IllegalArgumentException if there are more than {@value #MAX_KEYS}
   */
  static <N> SortedMap<String, N> copy(String name, Map<String, N> numbers) {
    if (Objects.requireNonNull(numbers, name).size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          name + " has at most " + MAX_KEYS + " keys, not " + numbers.size());
    }
    SortedMap<String, N> copy = new TreeMap<>();
    int place = 0;
    for (Map.Entry<String, N> entry : numbers.entrySet()) {
      String named = name + "[" + place++ + "]";
      copy.put(
          Objects.requireNonNull(entry.getKey(), named),
          Objects.requireNonNull(entry.getValue(), named));
    }
    return copy;
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
