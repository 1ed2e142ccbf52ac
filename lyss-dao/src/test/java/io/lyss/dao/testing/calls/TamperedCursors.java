package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The token of a list's next page comes back from a client, who may have changed it, or have it
 * from another list or from somebody else. Either it is refused as no cursor, or the page that it
 * leads to has rows of the same list and no others.
 */
public final class TamperedCursors<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private static final String NO_CURSOR = "This is not a cursor of LYSS; begin at the first page";

  /** How many changed tokens are tried. */
  private static final int SOME = 12;

  private static final PageRequest PAGE = PageRequest.first(PageRequest.MAX_SIZE);

  /**
   * Positions of other lists: with ids that are numbers, with ids alone, before the first row and
   * after the last.
   */
  private static final List<Cursor> OF_OTHER_LISTS =
      List.of(
          new Cursor(Instant.EPOCH, 1),
          new Cursor(Instant.EPOCH, Long.MAX_VALUE),
          new Cursor(Instant.EPOCH, Long.MIN_VALUE),
          new Cursor(new UUID(0, 0)),
          new Cursor(new UUID(-1, -1)),
          new Cursor(Instant.parse("2026-07-01T00:00:00.000001Z"), new UUID(0x0192L << 48, -1)),
          new Cursor(Instant.parse("-4713-01-01T00:00:00Z"), 7),
          new Cursor(Instant.parse("+294240-12-31T23:59:59Z"), 7));

  private final Bench<S, W> bench;
  private final DataSource one;
  private final Seed seed = new Seed();
  private final Random random = seed.random();

  TamperedCursors(Bench<S, W> bench) {
    this.bench = bench;
    one = bench.one();
  }

  @Override
  public String name() {
    return "refuses a cursor that was tampered with, or answers with rows of its own list";
  }

  /** A list of which a page changes rows, such as one that is priced again, reads no others. */
  @Override
  public boolean concerns(Line<S, W> line) {
    return place(line) >= 0 && !line.writes();
  }

  private int place(Line<S, W> line) {
    return Arrays.asList(line.method().getParameterTypes()).indexOf(PageRequest.class);
  }

  @Override
  public void holdsFor(Line<S, W> line) {
    for (Caller caller : line.firstAndLastCaller()) {
      W world = bench.world(caller);
      @Nullable Object[] arguments = line.arguments(world);
      // two rows at least, so that there is a page after the first
      line.shown().forEach(shown -> shown.row().apply(world));
      line.shown().forEach(shown -> shown.row().apply(world));
      S session = world.session(one, caller);
      // strangers are new, and may be in the list themselves
      List<String> tokens = tokens(line, world, session, arguments);
      Set<Object> own = new HashSet<>();
      Page.stream(
              PageRequest.MAX_SIZE,
              page -> page(line, world, session, Line.with(arguments, place(line), page)))
          .forEach(own::add);
      for (String token : tokens) {
        isHarmless(line, world, session, arguments, token, own);
      }
    }
  }

  private void isHarmless(
      Line<S, W> line, W world, S session, @Nullable Object[] arguments, String token, Set<?> own) {
    Cursor cursor;
    try {
      cursor = Cursor.parse(token);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessage(NO_CURSOR);
      return;
    }
    try {
      Page<?> page =
          page(line, world, session, Line.with(arguments, place(line), PAGE.after(cursor)));
      if (line.answersExactly()) {
        assertThat(own.containsAll(page.items())).as("after %s, %s", cursor, seed).isTrue();
      }
    } catch (DatabaseException e) {
      fail("after %s, %s".formatted(cursor, seed), e);
    } catch (LyssException | IllegalArgumentException e) {
      assertThat(e).as("after %s, %s", cursor, seed).hasMessageContaining("cursor");
    }
  }

  private List<String> tokens(Line<S, W> line, W world, S session, @Nullable Object[] arguments) {
    List<String> tokens = new ArrayList<>();
    OF_OTHER_LISTS.forEach(cursor -> tokens.add(cursor.token()));
    @Nullable Object[] first = Line.with(arguments, place(line), PageRequest.first(1));
    page(line, world, session, first).next().ifPresent(next -> tampered(next.token(), tokens));
    for (S stranger : world.strangers(one, EnumSet.allOf(World.Strangers.class))) {
      next(line, world, stranger, first).ifPresent(next -> tokens.add(next.token()));
    }
    tampered(OF_OTHER_LISTS.get(5).token(), tokens);
    return tokens;
  }

  /** A stranger may be denied the list. */
  private Optional<Cursor> next(
      Line<S, W> line, W world, S stranger, @Nullable Object[] arguments) {
    try {
      return page(line, world, stranger, arguments).next();
    } catch (LyssException e) {
      return Optional.empty();
    }
  }

  private void tampered(String token, List<String> tokens) {
    tokens.add(token);
    tokens.add(token + token);
    tokens.add(token + "=".repeat(10_000));
    tokens.add(token + "A".repeat(1_000_000));
    byte[] text = Base64.getUrlDecoder().decode(token);
    for (int i = 0; i < SOME; i++) {
      tokens.add(token.substring(0, random.nextInt(token.length())));
      StringBuilder other = new StringBuilder(token);
      other.setCharAt(random.nextInt(token.length()), (char) random.nextInt(128));
      tokens.add(other.toString());
      // a bit of the content: of the time, the id or the version
      byte[] flipped = text.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      tokens.add(encoded(flipped));
      // a digit of the time or of the id, so that the token is still well-formed
      byte[] digit = text.clone();
      int place = random.nextInt(digit.length);
      if (Character.isDigit(digit[place])) {
        digit[place] = (byte) ('0' + random.nextInt(10));
      }
      tokens.add(encoded(digit));
    }
    String id = new String(text, StandardCharsets.US_ASCII).replaceFirst(".*:", "");
    for (String time :
        List.of("9223372036854775807", "-9223372036854775808", "9".repeat(40), "0x1", "+1", "")) {
      tokens.add(encoded(("2:" + time + ":" + id).getBytes(StandardCharsets.US_ASCII)));
    }
    for (String other :
        List.of("1-1-1-1-1", "0", "f".repeat(36), id + id, id.toUpperCase(java.util.Locale.ROOT))) {
      tokens.add(encoded(("2:1:" + other).getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static String encoded(byte[] text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private Page<?> page(Line<S, W> line, W world, S session, @Nullable Object[] arguments) {
    return (Page<?>) Objects.requireNonNull(line.call(world, session, one, arguments));
  }
}
