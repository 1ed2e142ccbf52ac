package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Bound;
import io.lyss.dao.testing.Seed;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Whatever one argument is, or one thing in it: the call answers, or refuses it by name in one line
 * of a message; then nothing is written, and nothing left on the connection.
 *
 * <p>The build tries some variations of each call's arguments, which each run chooses anew.
 */
public final class HostileArguments<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  /** {@code -Dlyss.hostile=all} tries all variations. */
  private static final boolean ALL = "all".equals(System.getProperty("lyss.hostile"));

  private static final int SAMPLE = 4;

  /** Of values that take long to send, one in so many is tried, unless all are. */
  private static final int HEAVY = 20;

  /** A message is written to a log, so it does not repeat long arguments. */
  private static final int LONGEST_MESSAGE = 503;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");

  /** As the database names them, which sees an array where a list of records was given. */
  private static final Pattern NAMED = Pattern.compile(": (one of )?[a-z_]+(, [a-z_]+)*$");

  /** Texts that no message repeats. */
  private static final Set<String> PRIVATE =
      Set.of("content", "text", "comment", "description", "changes", "metadata", "title", "value");

  private final Bench<S, W> bench;
  private final HikariDataSource one;
  private final Seed seed = new Seed();
  private final Random random = seed.random();

  HostileArguments(Bench<S, W> bench) {
    this.bench = bench;
    HikariConfig config = bench.database().config(1);
    // a call that does not end fails
    config.addDataSourceProperty("options", "-c statement_timeout=60s");
    one = new HikariDataSource(config);
  }

  @Override
  public String name() {
    return "answers or refuses whatever it is given, and writes nothing when it refuses";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W world = bench.world(line.caller());
    List<Variation> variations = Variations.of(line.method(), line.arguments(world));
    for (int each : chosen(variations)) {
      Variation variation = variations.get(each);
      List<String> before = bench.content();
      if (isAnswered(line, world, variation, before)) {
        // a component may be one that is only read
        if (!variation.place().contains(".")
            && HostileValues.UNSTORABLE.contains(variation.value())) {
          assertThat(bench.content()).as("stored as something else").isEqualTo(before);
        }
        // the row may have been deleted
        world = bench.world(line.caller());
        variations = Variations.of(line.method(), line.arguments(world));
      }
    }
  }

  private boolean isAnswered(Line<S, W> line, W world, Variation variation, List<String> before)
      throws Exception {
    RuntimeException refusal;
    try {
      line.call(world, one, variation.arguments().get());
      return true;
    } catch (RuntimeException e) {
      refusal = e;
    }
    String with = variation + ", " + seed;
    assertThat(isByName(refusal, variation)).as("%s: %s", with, refusal).isTrue();
    String message = refusal.getMessage();
    assertThat(message).as(with).hasSizeLessThanOrEqualTo(LONGEST_MESSAGE);
    if (refusal instanceof LyssException) {
      assertThat(message).as(with).doesNotContainPattern(CONTROL);
    }
    if (PRIVATE.contains(variation.name())) {
      assertThat(message).as(with).doesNotContain(HostileValues.MARKER);
    }
    assertThat(bench.content()).as(with).isEqualTo(before);
    try (Connection connection = one.getConnection()) {
      assertThat(Bound.to(connection)).as(with).isEqualTo(Bound.NOTHING);
    }
    return false;
  }

  /** What the rows or the scope do not allow, or what is wrong with which argument. */
  private static boolean isByName(RuntimeException refusal, Variation variation) {
    if (refusal instanceof ConstraintException refused
        && (!refused.constraint().isEmpty() || NAMED.matcher(refused.getMessage()).find())) {
      return true;
    } else if (refusal instanceof ConstraintException
        || refusal instanceof IllegalArgumentException
        || refusal instanceof NullPointerException) {
      String message =
          String.valueOf(refusal.getMessage()).replace("_", "").toLowerCase(Locale.ROOT);
      return Arrays.stream(variation.place().toLowerCase(Locale.ROOT).split("[.\\[\\]0-9]+"))
          .anyMatch(message::contains);
    }
    return refusal instanceof LyssException && !(refusal instanceof DatabaseException);
  }

  /** The places of the variations that are tried. */
  private int[] chosen(List<Variation> all) {
    return ALL
        ? IntStream.range(0, all.size()).toArray()
        : random
            .ints(0, Math.max(1, all.size()))
            .limit(all.isEmpty() ? 0 : 4L * SAMPLE)
            .distinct()
            .filter(each -> !all.get(each).heavy() || random.nextInt(HEAVY) == 0)
            .limit(SAMPLE)
            .toArray();
  }

  @Override
  public void close() {
    one.close();
  }
}
