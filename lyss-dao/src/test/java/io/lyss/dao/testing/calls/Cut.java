package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Cutter;
import io.lyss.dao.testing.Seed;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A call whose connection is cut before a message of either side is done as a whole or not at all,
 * and a client that does not know which may repeat it.
 *
 * <p>The build cuts where that shows most. Before its last request, a call has had all of it done
 * that it may have done too early. Once all is sent, the server does the same whichever answer is
 * lost: one is, which each run chooses anew. What is of several round trips is cut at its first
 * request, its last and one between.
 */
public final class Cut<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  /** {@code -Dlyss.cuts=all} cuts at every message. */
  private static final boolean EVERYWHERE = "all".equals(System.getProperty("lyss.cuts"));

  private final Bench<S, W> bench;
  private final Cutter cutter;
  private final Seed seed = new Seed();
  private final Random random = seed.random();

  /**
   * @param empty of its own: all rows are compared after each call, so there had better be few
   */
  Cut(Bench<S, W> empty) throws IOException {
    bench = empty;
    cutter = new Cutter(empty.database());
  }

  @Override
  public String name() {
    return "is done once or not at all, wherever its connection is cut, and once when it is repeated";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    if (!line.findsSomethingToDo()) {
      return;
    }
    W world = bench.world(line.caller());
    cutter.never();
    call(line, world, line.arguments(world));
    int requests = cutter.requests();
    int answers = cutter.answers();
    assertThat(requests).isPositive();
    assertThat(answers).isPositive();

    @Nullable Object[] arguments = line.arguments(world);
    List<String> before = bench.content();
    boolean sent = false;
    boolean oneTrip = line.exception(OneRoundTrip.class).isEmpty();
    for (int i : oneTrip ? last(requests) : cuts(0, requests)) {
      if (sent) {
        break;
      }
      cutter.beforeRequest(i);
      assertThatThrownBy(() -> call(line, world, arguments)).isInstanceOf(LyssException.class);
      // of a transaction that the caller runs, the commit is not the last request
      sent = !bench.content().equals(before);
      assertThat(sent && oneTrip)
          .as("done although cut before request %d of %d", i, requests)
          .isFalse();
    }
    if (!sent) {
      cutter.beforeAnswer(0);
      assertThatThrownBy(() -> call(line, world, arguments)).isInstanceOf(LyssException.class);
      assertThat(bench.content()).as("once it has been sent whole").isNotEqualTo(before);
    }
    List<String> done = bench.rows();
    for (int i : oneTrip ? one(1, answers) : cuts(1, answers)) {
      cutter.beforeAnswer(i);
      try {
        call(line, world, arguments);
      } catch (LyssException e) {
        // cut, or refused
      }
    }
    cutter.never();
    if (line.again() == Line.Again.FAILS) {
      assertThatExceptionOfType(line.failure()).isThrownBy(() -> call(line, world, arguments));
    } else {
      call(line, world, arguments);
    }
    assertThat(bench.rows()).as("when it is repeated: %s", seed).isEqualTo(done);
  }

  /** The last message; or all. */
  private static List<Integer> last(int messages) {
    return EVERYWHERE ? all(0, messages) : List.of(messages - 1);
  }

  /** A message that each run chooses anew; or all. */
  private List<Integer> one(int from, int messages) {
    return EVERYWHERE || messages <= from
        ? all(from, messages)
        : List.of(from + random.nextInt(messages - from));
  }

  private static List<Integer> all(int from, int messages) {
    return IntStream.range(from, messages).boxed().toList();
  }

  /** The first message, the last, and one between that each run chooses anew; or all. */
  private List<Integer> cuts(int from, int messages) {
    if (EVERYWHERE || messages - from <= 3) {
      return all(from, messages);
    }
    int last = messages - 1;
    return List.of(from, from + 1 + random.nextInt(last - from - 1), last);
  }

  private @Nullable Object call(Line<S, W> line, W world, @Nullable Object[] arguments) {
    return line.call(world, cutter.dataSource(), arguments);
  }

  @Override
  public void close() throws IOException, SQLException {
    cutter.close();
    bench.close();
  }
}
