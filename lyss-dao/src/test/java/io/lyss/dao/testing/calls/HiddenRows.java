package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Hidden;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a stranger may not know is answered as what never was, on a connection that those who may
 * have just used; and system work is denied to everybody else.
 */
final class HiddenRows<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  private final Bench<S, W> bench;
  private final HikariDataSource one;

  HiddenRows(Bench<S, W> bench) {
    this.bench = bench;
    one = bench.database().pool(1);
  }

  @Override
  public String name() {
    return "answers a stranger as if there were nothing to hide";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    if (line.isSystemWork()) {
      isDenied(line);
      return;
    }
    assertThat(line.key().isPresent() || line.shown().isPresent() || line.leavesOthersFree())
        .as("%s says what it hides, shows, or leaves free, or why not", line)
        .isTrue();
    int strangers = bench.world(line.caller()).strangers(one, line.strangers()).size();
    for (int i = 0; i < strangers; i++) {
      if (line.key().isPresent()) {
        hides(line, i, line.key().getAsInt());
      }
      if (line.shown().isPresent()) {
        showsNothing(line, i);
      }
      if (line.leavesOthersFree()) {
        leavesFree(line, i);
      }
    }
  }

  private void isDenied(Line<S, W> line) throws SQLException {
    W world = bench.world(line.caller());
    Object[] arguments = line.arguments(world);
    List<String> before = bench.content();
    for (Caller other : List.of(Caller.USER, Caller.ADMIN)) {
      S session = world.session(one, other);
      assertThat(Answers.text(() -> line.call(world, session, one, arguments)))
          .as("%s", other)
          .startsWith(ScopeDeniedException.class.getName());
    }
    assertThat(bench.content()).isEqualTo(before);
  }

  private void hides(Line<S, W> line, int stranger, int place) throws SQLException {
    W world = bench.world(line.caller());
    S strange = world.strangers(one, line.strangers()).get(stranger);
    S insider = world.session(one, line.caller());
    @Nullable Object[] arguments = line.arguments(world);
    Object known = Objects.requireNonNull(arguments[place]);
    Object never = line.never().orElseGet(() -> neverLike(known));
    List<String> before = bench.content();
    for (@Nullable Object[] odd : line.odd(arguments, line.key())) {
      assertThat(answer(line, world, strange, odd, place, known))
          .as("stranger %d with %s", stranger, Arrays.toString(odd))
          .isEqualTo(answer(line, world, strange, odd, place, never));
    }
    assertThat(answer(line, world, strange, arguments, place, known))
        .as("stranger %d", stranger)
        .isEqualTo(answer(line, world, strange, arguments, place, never));
    assertThat(bench.content()).as("after stranger %d", stranger).isEqualTo(before);
    // Last, as the insider's call may well change the row.
    assertThat(answer(line, world, insider, arguments, place, known))
        .as("the caller tells them apart")
        .isNotEqualTo(answer(line, world, insider, arguments, place, never));
  }

  private String answer(
      Line<S, W> line, W world, S session, @Nullable Object[] arguments, int place, Object key) {
    return Hidden.answer(
        session, key, (in, of) -> line.call(world, in, one, Line.with(arguments, place, of)));
  }

  private static Object neverLike(Object key) {
    if (key instanceof UUID) {
      return Ids.next();
    }
    if (key instanceof Integer number) {
      return Integer.MAX_VALUE - number;
    }
    if (key instanceof Long number) {
      return Long.MAX_VALUE - number;
    }
    if (key instanceof String) {
      return "never";
    }
    throw new IllegalArgumentException("Say in the line which key was never there, like " + key);
  }

  private void showsNothing(Line<S, W> line, int stranger) {
    W world = bench.world(line.caller());
    S strange = world.strangers(one, line.strangers()).get(stranger);
    S insider = world.session(one, line.caller());
    String[] rows =
        Stream.generate(() -> line.shown().orElseThrow().apply(world))
            .limit(3)
            .map(String::valueOf)
            .toArray(String[]::new);
    @Nullable Object[] arguments = line.arguments(world);
    assertThat(line.call(world, insider, one, arguments).toString()).contains(rows);
    assertThat(String.valueOf(line.call(world, strange, one, arguments))).doesNotContain(rows);
    for (@Nullable Object[] odd : line.odd(arguments, OptionalInt.empty())) {
      assertThat(Answers.text(() -> line.call(world, strange, one, odd))).doesNotContain(rows);
    }
    int place = Arrays.asList(line.method().getParameterTypes()).indexOf(PageRequest.class);
    if (place >= 0) {
      // a cursor of somebody else opens nothing
      arguments[place] = PageRequest.first(1);
      Page<?> first = (Page<?>) line.call(world, insider, one, arguments);
      arguments[place] = PageRequest.first(10).after(first.next().orElseThrow());
      assertThat(String.valueOf(line.call(world, insider, one, arguments))).containsAnyOf(rows);
      assertThat(String.valueOf(line.call(world, strange, one, arguments))).doesNotContain(rows);
    }
  }

  private void leavesFree(Line<S, W> line, int stranger) {
    W world = bench.world(line.caller());
    S strange = world.strangers(one, line.strangers()).get(stranger);
    Object[] arguments = line.arguments(world);
    assertThat(Answers.shape(line.call(world, one, arguments)))
        .isEqualTo(Answers.shape(line.call(world, strange, one, arguments)));
  }

  @Override
  public void close() {
    one.close();
  }
}
