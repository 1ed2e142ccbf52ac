package io.lyss.dao.testing.calls;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Values that a caller gives by mistake or on purpose in place of a valid one. */
final class HostileValues {

  /** A mark in texts that stand for secrets. */
  static final String MARKER = "hunter2";

  private static final int MANY = 1_000_000;
  private static final int DEEP = 100_000;

  // longer than any column with a length allows, and still quick to send
  private static final int LONG = 70_000;

  private HostileValues() {}

  /** A value and its name. */
  record Named(String name, boolean heavy, Supplier<Object> value) {}

  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  static {
    TEXTS.put("empty", "");
    TEXTS.put("blank", " \t\n");
    TEXTS.put("NUL", MARKER + "\0");
    TEXTS.put("half of a character", MARKER + " \ud83d");
    TEXTS.put("the other half", "\ude00 " + MARKER);
    TEXTS.put("long", (MARKER + "x").repeat(LONG / 8));
    TEXTS.put("quotes", MARKER + "'\"`'; drop schema public cascade; --");
    TEXTS.put("dollar quotes", "$$ $_$ ${jndi:x} #{x} " + MARKER);
    TEXTS.put("backslashes", MARKER + "\\ \\' \\\\ \\x00 \\u0000 \\");
    TEXTS.put("formats", MARKER + " %s %n %1$s %d %I %L % %%");
    TEXTS.put("right to left", "\u202e\u2067" + MARKER + "\u05d0\u0627");
    TEXTS.put("zero width", "\u200b\u200d\ufeff\u2060");
    TEXTS.put("combining", MARKER + "\u0301".repeat(50));
    TEXTS.put("emoji", "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67");
    TEXTS.put("controls", MARKER + "\r\nSet-Cookie: a=b\u0007\u001b[31m\u0085\u2028");
    TEXTS.put("wildcards", "%_%\\%" + MARKER + "*?");
    TEXTS.put("a regular expression", "(((a+)+)+)+$[[:<:]](?<x>" + MARKER);
    TEXTS.put("a search", "& | ! <-> :* ( \" -" + MARKER);
    TEXTS.put("an array", "{" + MARKER + ",null,\"}");
    TEXTS.put("JSON", "{\"" + MARKER + "\": null}");
    TEXTS.put("null", "null");
    TEXTS.put("no number", "NaN");
    TEXTS.put("infinity", "infinity");
    TEXTS.put("a path", "../../" + MARKER + "/%2e%2e/\\..\\");
    TEXTS.put("Turkish", "\u0130\u0131\u015f");
    TEXTS.put("beyond the basic plane", "\udbff\udfff" + MARKER);
  }

  static final List<String> UNSTORABLE = List.of("NUL", "half of a character", "the other half");

  private static Named of(String name, Object value) {
    return new Named(name, false, () -> value);
  }

  private static List<Named> each(Object... values) {
    return java.util.Arrays.stream(values).map(value -> of(cut(value), value)).toList();
  }

  private static String cut(Object value) {
    String text = String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  /** The values of a type that has no parts. */
  static List<Named> of(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return each(Integer.MIN_VALUE, -1, 0, 1_000_001, Integer.MAX_VALUE);
    } else if (type == long.class || type == Long.class) {
      return each(Long.MIN_VALUE, -1L, 0L, 1L << 31, 1L << 53, Long.MAX_VALUE);
    } else if (type == double.class || type == Double.class) {
      return each(
          -1.0,
          -0.0,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY);
    } else if (type == boolean.class || type == Boolean.class) {
      return each(true, false);
    } else if (type == BigDecimal.class) {
      return each(
          BigDecimal.ZERO,
          BigDecimal.ONE.negate(),
          new BigDecimal("1E+500"),
          new BigDecimal("1E-500"),
          new BigDecimal("1E+200000"),
          new BigDecimal("1E-200000"),
          new BigDecimal("1E+2147483647"),
          new BigDecimal("1E-2147483647"),
          new BigDecimal("9".repeat(1000)));
    } else if (type == UUID.class) {
      return each(new UUID(0, 0), new UUID(-1, -1));
    } else if (type == Duration.class) {
      return each(
          Duration.ZERO,
          Duration.ofNanos(1),
          Duration.ofDays(-1),
          Duration.ofDays(366 * 300_000L),
          Duration.ofSeconds(1_000_000_000_000_000_000L),
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
          Duration.ofSeconds(Long.MIN_VALUE));
    } else if (type == Instant.class) {
      return each(
          Instant.MIN,
          Instant.MAX,
          Instant.EPOCH,
          Instant.ofEpochSecond(-210_866_803_200L - 1),
          Instant.ofEpochSecond(9_224_318_016_000L),
          Instant.MIN.plusNanos(1),
          Instant.MAX.minusNanos(1));
    } else if (type == LocalDate.class) {
      return each(
          LocalDate.MIN,
          LocalDate.MAX,
          LocalDate.EPOCH,
          LocalDate.of(-4713, 1, 1),
          LocalDate.of(5_874_898, 1, 1),
          LocalDate.MAX.minusDays(1));
    } else if (type == ZoneId.class) {
      return each(
          ZoneOffset.MAX, ZoneOffset.MIN, ZoneId.of("UTC+01:02:03"), ZoneId.of("SystemV/PST8PDT"));
    } else if (type == Cursor.class) {
      return each(
          new Cursor(Instant.EPOCH, new UUID(0, 0)),
          new Cursor(Instant.parse("2200-01-01T00:00:00Z"), new UUID(-1, -1)),
          new Cursor(Instant.EPOCH, Long.MIN_VALUE));
    } else if (type == String.class) {
      return texts();
    } else if (type == Json.class) {
      return jsons();
    } else if (type.isEnum()) {
      return each(type.getEnumConstants());
    }
    return List.of();
  }

  private static List<Named> texts() {
    List<Named> texts = new java.util.ArrayList<>();
    TEXTS.forEach((name, text) -> texts.add(of(name, text)));
    texts.add(new Named("1 MB", true, () -> "x".repeat(MANY)));
    return texts;
  }

  private static List<Named> jsons() {
    return List.of(
        of("no JSON at all", new Json("no JSON")),
        of("a number", new Json("7")),
        of("null in JSON", new Json("null")),
        of("an empty array", new Json("[]")),
        of("an empty object", new Json("{}")),
        of("NUL as an escape", new Json("{\"a\": \"\\u0000\"}")),
        of("half of a character as an escape", new Json("{\"a\": \"\\ud83d\"}")),
        of("a key twice", new Json("{\"status\": 1, \"status\": [2]}")),
        of("a large exponent", new Json("{\"a\": 1e999999}")),
        of(
            "a long number",
            new Json("{\"a\": " + "9".repeat(LONG) + "." + "9".repeat(20_000) + "}")),
        of("a long key", new Json("{\"" + "k".repeat(LONG) + "\": 1}")),
        of("cut off", new Json("{\"a\": [1, 2")),
        of("two of them", new Json("{} {}")),
        of("an array of nulls", new Json("[null, null]")),
        of("an array of objects", new Json("[{}, {\"id\": null}]")),
        new Named("a deep array", true, () -> new Json("[".repeat(DEEP) + "]".repeat(DEEP))),
        new Named(
            "a deep object", true, () -> new Json("{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP))),
        new Named(
            "a deep array in an object",
            true,
            () -> new Json("{\"a\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}")),
        new Named("1 MB of JSON", true, () -> new Json("{\"a\": \"" + "x".repeat(MANY) + "\"}")));
  }
}
