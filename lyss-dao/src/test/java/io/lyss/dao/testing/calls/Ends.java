package io.lyss.dao.testing.calls;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The limits of each type, and other values that are easily forgotten. */
final class Ends {

  private static final Instant LATE = Instant.parse("2200-01-01T00:00:00Z");

  /** Half of a character, for which the driver would send a question mark. */
  private static final String NO_TEXT = "half \ud83d";

  /** JSON of which the database can make no text. */
  private static final Json NO_TEXT_OF_JSON = new Json("{\"a\": \"\\u0000\"}");

  private static final int DEEP = 100_000;

  private Ends() {}

  /** The limits of a type. */
  static List<?> of(Class<?> type) {
    if (type == int.class) {
      return List.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE);
    }
    if (type == long.class) {
      return List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE);
    }
    if (type == double.class) {
      return List.of(-1.0, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY);
    }
    if (type == String.class) {
      return List.of("", " ", "\0", "x".repeat(70_000), NO_TEXT);
    }
    if (type == UUID.class) {
      return List.of(new UUID(0, 0), new UUID(-1, -1));
    }
    if (type == Duration.class) {
      return List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofSeconds(Long.MAX_VALUE));
    }
    if (type == Instant.class) {
      return List.of(Instant.MIN, Instant.MAX);
    }
    if (type == LocalDate.class) {
      return List.of(LocalDate.MIN, LocalDate.MAX);
    }
    if (type == PageRequest.class) {
      PageRequest all = PageRequest.first(PageRequest.MAX_SIZE);
      return List.of(
          PageRequest.first(1),
          all,
          all.after(new Cursor(Instant.EPOCH, new UUID(0, 0))),
          all.after(new Cursor(LATE, new UUID(-1, -1))));
    }
    if (type == Json.class) {
      return List.of(
          new Json(""),
          new Json("no JSON"),
          new Json("7"),
          NO_TEXT_OF_JSON,
          new Json("[".repeat(DEEP) + "]".repeat(DEEP)));
    }
    if (type == Set.class) {
      return List.of(Set.of(), Collections.singleton(null));
    }
    if (List.class.isAssignableFrom(type) || type == Collection.class) {
      return List.of(List.of(), Collections.singletonList(null));
    }
    return List.of();
  }
}
