package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Hidden;
import io.lyss.dao.testing.calls.Line.Secret;
import io.lyss.dao.testing.calls.Line.Shown;
import io.lyss.dao.testing.calls.World.Strangers;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a stranger may not know is answered as what never was, on a connection that those who may
 * have just used; and system work is denied to everybody else.
 */
public final class HiddenRows<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private final Bench<S, W> bench;
  private final DataSource one;

  HiddenRows(Bench<S, W> bench) {
    this.bench = bench;
    one = bench.one();
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
    assertThat(line.secrets().size() + line.shown().size() + line.leavesFree().size())
        .as("%s says what it hides, shows, or leaves free, or why not", line)
        .isPositive();
    for (Secret secret : line.secrets()) {
      each(secret.strangers(), line, (world, stranger) -> hides(line, secret, world, stranger));
    }
    for (Shown<W> shown : line.shown()) {
      each(shown.strangers(), line, (world, stranger) -> shows(line, shown, world, stranger));
    }
    each(line.leavesFree(), line, (world, stranger) -> leavesFree(line, world, stranger));
  }

  private interface Meeting<S, W> {
    void of(W world, S stranger) throws SQLException;
  }

  private void each(Set<Strangers> strangers, Line<S, W> line, Meeting<S, W> meeting)
      throws SQLException {
    int count = bench.world(line.caller()).strangers(one, strangers).size();
    for (int i = 0; i < count; i++) {
      W world = bench.world(line.caller());
      world.gather();
      meeting.of(world, world.strangers(one, strangers).get(i));
    }
  }

  private void isDenied(Line<S, W> line) throws SQLException {
    W world = bench.world(line.caller());
    world.gather();
    List<S> others = new ArrayList<>(world.strangers(one, EnumSet.allOf(Strangers.class)));
    others.add(world.session(one, Caller.USER));
    others.add(world.session(one, Caller.ADMIN));
    if (!line.isForPersons()) {
      others.add(world.session(one, Caller.ADMINISTRATOR));
    }
    @Nullable Object[] arguments = line.arguments(world);
    List<String> before = bench.content();
    for (S other : others) {
      String answer = Answers.text(() -> line.call(world, other, one, arguments));
      assertThat(answer).as("%s", other.scope()).startsWith(ScopeDeniedException.class.getName());
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof UUID || arguments[i] instanceof Number) {
          @Nullable Object[] never = Line.with(arguments, i, another(arguments[i]));
          assertThat(Answers.text(() -> line.call(world, other, one, never))).isEqualTo(answer);
        }
      }
    }
    assertThat(bench.content()).isEqualTo(before);
  }

  /** Another value of the kind; it need not exist, because a denied call looks nothing up. */
  private static Object another(Object value) {
    if (value instanceof Integer number) {
      return number + 1;
    }
    return neverLike(value);
  }

  private void hides(Line<S, W> line, Secret secret, W world, S stranger) throws SQLException {
    @Nullable Object[] arguments = line.arguments(world);
    S insider = world.session(one, line.caller());
    int place = secret.place();
    Object known = Objects.requireNonNull(arguments[place]);
    Object never = secret.never().apply(known);
    List<String> before = bench.content();
    List<@Nullable Object[]> odd = line.odd(arguments, OptionalInt.of(place));
    odd.add(arguments);
    for (boolean named : line.waysToTheTenant()) {
      for (@Nullable Object[] attempt : named ? Collections.singletonList(arguments) : odd) {
        assertThat(answer(line, world, stranger, named, attempt, place, known))
            .as("%s with %s", stranger.scope(), Arrays.toString(attempt))
            .isEqualTo(answer(line, world, stranger, named, attempt, place, never));
      }
    }
    assertThat(bench.content()).as("after %s", stranger.scope()).isEqualTo(before);
    // Last, as the insider's call may well change the row.
    boolean named = world.isSystem();
    assertThat(answer(line, world, insider, named, arguments, place, known))
        .as("the caller tells them apart")
        .isNotEqualTo(answer(line, world, insider, named, arguments, place, never));
  }

  private String answer(
      Line<S, W> line,
      W world,
      S session,
      boolean named,
      @Nullable Object[] arguments,
      int place,
      Object key) {
    return Hidden.answer(
        session,
        Rows.key(key),
        (in, of) -> line.call(world, in, one, named, Line.with(arguments, place, key)));
  }

  /** A key that no row has. */
  static Object neverLike(Object key) {
    if (key instanceof UUID) {
      return Ids.next();
    }
    if (key instanceof Integer number) {
      return Integer.MAX_VALUE - number;
    }
    if (key instanceof Long number) {
      return Long.MAX_VALUE - number;
    }
    if (key instanceof BigDecimal number) {
      return BigDecimal.valueOf(Long.MAX_VALUE).subtract(number);
    }
    if (key instanceof String) {
      return "never";
    }
    if (key instanceof Record) {
      return Rows.neverLike(key);
    }
    throw new IllegalArgumentException("Say in the line which key was never there, like " + key);
  }

  private void shows(Line<S, W> line, Shown<W> shown, W world, S stranger) {
    String[] rows =
        Stream.generate(() -> shown.row().apply(world))
            .limit(3)
            .map(String::valueOf)
            .toArray(String[]::new);
    @Nullable Object[] arguments = line.arguments(world);
    S insider = world.session(one, line.caller());
    assertThat(String.valueOf(line.call(world, insider, one, arguments))).contains(rows);
    List<@Nullable Object[]> attempts = line.odd(arguments, OptionalInt.empty());
    attempts.add(arguments);
    int place = Arrays.asList(line.method().getParameterTypes()).indexOf(PageRequest.class);
    if (place >= 0) {
      // another user's cursor shows no rows
      @Nullable Object[] first = Line.with(arguments, place, PageRequest.first(1));
      Page<?> page = (Page<?>) Objects.requireNonNull(line.call(world, insider, one, first));
      page.next()
          .map(PageRequest.first(10)::after)
          .ifPresent(next -> attempts.add(Line.with(arguments, place, next)));
    }
    for (boolean named : line.waysToTheTenant()) {
      for (@Nullable Object[] attempt : attempts) {
        assertThat(Answers.text(() -> line.call(world, stranger, one, named, attempt)))
            .as("%s with %s", stranger.scope(), Arrays.toString(attempt))
            .doesNotContain(rows);
      }
    }
  }

  private void leavesFree(Line<S, W> line, W world, S stranger) {
    Object[] arguments = line.arguments(world);
    Object answer = line.call(world, one, arguments);
    Object same = line.call(world, stranger, one, arguments);
    assertThat(Answers.shape(same)).isEqualTo(Answers.shape(answer));
  }
}
