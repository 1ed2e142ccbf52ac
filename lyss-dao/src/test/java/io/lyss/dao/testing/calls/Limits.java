package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Bound;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * With nulls and with the ends of what a type holds: answered, or refused by name or with one of
 * LYSS's exceptions; then nothing is written, and nothing left on the connection.
 */
public final class Limits<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  private static final Instant LATE = Instant.parse("2200-01-01T00:00:00Z");

  /** Half of a character, for which the driver would send a question mark. */
  private static final String NO_TEXT = "half \ud83d";

  /** JSON of which the database can make no text. */
  private static final Json NO_TEXT_OF_JSON = new Json("{\"a\": \"\\u0000\"}");

  /** A message is for a log: it does not repeat what was given, however long that was. */
  private static final int LONGEST_MESSAGE = 1_003;

  private static final int DEEP = 100_000;

  private final Bench<S, W> bench;
  private final DataSource one;

  Limits(Bench<S, W> bench) {
    this.bench = bench;
    one = bench.one();
  }

  @Override
  public String name() {
    return "answers or refuses nulls and limits, and writes nothing when it refuses";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W world = bench.world(line.caller());
    @Nullable Object[] arguments = line.arguments(world);
    List<@Nullable Object[]> odd = line.odd(arguments, OptionalInt.empty());
    for (int i = 0; i < arguments.length; i++) {
      if (!line.method().getParameterTypes()[i].isPrimitive()) {
        odd.add(Line.with(arguments, i, null));
      }
    }
    List<String> before = bench.content();
    for (@Nullable Object[] each : odd) {
      RuntimeException refusal;
      try {
        line.call(world, one, each);
        if (Arrays.asList(each).contains(NO_TEXT)) {
          assertThat(bench.content()).as("stored as something else").isEqualTo(before);
        }
        before = bench.content();
        continue;
      } catch (RuntimeException e) {
        refusal = e;
      }
      String with = cut(Arrays.toString(each));
      assertThat(refusal.getMessage()).as(with).hasSizeLessThanOrEqualTo(LONGEST_MESSAGE);
      assertThat(refusal)
          .as(with)
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(LyssException.class),
              e -> assertThat(e).isInstanceOf(IllegalArgumentException.class),
              e ->
                  assertThat(e)
                      .as("names the argument")
                      .isInstanceOf(NullPointerException.class)
                      .hasMessageMatching("\\w+(\\[\\d+\\])?|.* because \"[\\w.]+\" is null"));
      if (Arrays.asList(each).contains(NO_TEXT_OF_JSON)) {
        assertThat(refusal.getMessage()).as(with).contains(" is no valid text");
      }
      assertThat(bench.content()).as(with).isEqualTo(before);
      try (Connection connection = one.getConnection()) {
        assertThat(Bound.to(connection)).as(with).isEqualTo(Bound.NOTHING);
      }
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_MESSAGE));
  }

  /** The ends of what a type holds. */
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
