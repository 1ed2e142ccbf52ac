package io.lyss.dao.testing.talks;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.testing.talks.Talks.Said;
import io.lyss.dao.testing.talks.Talks.Stored;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Two transactions append to one conversation and a reader goes on after what it has read, in every
 * order of their steps. The reader has to have read, at any time, what is committed, in the order
 * of the commits, each message once.
 *
 * <p>The conversation is opened as late as possible, so a transaction may have begun before.
 */
public final class Interleavings<C> {

  private static final int READS = 2;

  /** What an appender does next. */
  private enum Next {
    BEGIN,
    APPEND,
    END,
    NOTHING
  }

  /** A step of one of the appenders, 0 or 1, or of the reader. */
  private record Step(int appender, Next next) {
    static final Step READ = new Step(-1, Next.NOTHING);
  }

  private final TestDatabase database;
  private final Talks<C> talks;
  private final Function<Connection, Talks<C>> joining;

  /**
   * @param joining the same conversations in a transaction of a connection
   */
  public Interleavings(
      TestDatabase database, Talks<C> talks, Function<Connection, Talks<C>> joining) {
    this.database = database;
    this.talks = talks;
    this.joining = joining;
  }

  public void hold() throws Exception {
    List<List<Step>> schedules = new ArrayList<>();
    schedule(new ArrayList<>(), new Next[] {Next.BEGIN, Next.BEGIN}, -1, READS, schedules);
    assertThat(schedules).hasSizeGreaterThan(50);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Connection first = database.pool().getConnection();
        Connection second = database.pool().getConnection()) {
      List<Connection> connections = List.of(first, second);
      for (Connection connection : connections) {
        connection.setAutoCommit(false);
      }
      for (List<Step> schedule : schedules) {
        for (boolean commits : new boolean[] {true, false}) {
          new Run(schedule, commits, connections, threads).run();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * All possible orders of the steps: an appender that waits for the lock cannot end before the one
   * that holds it. The first appender begins first, because the two are alike.
   *
   * @param holder the appender that holds the lock; -1 for none
   */
  private static void schedule(
      List<Step> done, Next[] next, int holder, int reads, List<List<Step>> schedules) {
    if (next[0] == Next.NOTHING && next[1] == Next.NOTHING && reads == 0) {
      schedules.add(List.copyOf(done));
    }
    for (int i = 0; i < 2; i++) {
      Next step = next[i];
      boolean early = i == 1 && next[0] == Next.BEGIN;
      boolean waits = step == Next.END && holder != i;
      if (step != Next.NOTHING && !early && !waits) {
        Next[] after = next.clone();
        after[i] = Next.values()[step.ordinal() + 1];
        int held =
            switch (step) {
              case APPEND -> holder < 0 ? i : holder;
              case END -> next[1 - i] == Next.END ? 1 - i : -1;
              default -> holder;
            };
        done.add(new Step(i, step));
        schedule(done, after, held, reads, schedules);
        done.remove(done.size() - 1);
      }
    }
    if (reads > 0) {
      done.add(Step.READ);
      schedule(done, next, holder, reads - 1, schedules);
      done.remove(done.size() - 1);
    }
  }

  /** One of these orders. */
  private final class Run {

    private final List<Step> schedule;
    private final boolean firstCommits;
    private final List<Connection> connections;
    private final ExecutorService threads;
    private final @Nullable Future<?>[] appending = new Future<?>[2];
    private final List<String> committed = new ArrayList<>();
    private final List<Stored> read = new ArrayList<>();
    private int holder = -1;
    private @Nullable C talk;

    /**
     * @param firstCommits whether the first appender commits, or rolls back
     */
    Run(
        List<Step> schedule,
        boolean firstCommits,
        List<Connection> connections,
        ExecutorService threads) {
      this.schedule = schedule;
      this.firstCommits = firstCommits;
      this.connections = connections;
      this.threads = threads;
    }

    void run() throws Exception {
      for (Step step : schedule) {
        switch (step.next()) {
          case BEGIN -> begin(step.appender());
          case APPEND -> append(step.appender());
          case END -> end(step.appender());
          case NOTHING -> read();
        }
      }
      read();
      assertThat(read)
          .extracting(Stored::sequence)
          .isEqualTo(LongStream.rangeClosed(1, read.size()).boxed().toList());
      assertThat(read).extracting(Stored::at).isSorted();
      List<Stored> turned = new ArrayList<>(read);
      Collections.reverse(turned);
      assertThat(Paging.all(3, page -> talks.newestFirst(opened(), page))).isEqualTo(turned);
    }

    private C opened() {
      if (talk == null) {
        talk = talks.open();
      }
      return talk;
    }

    private void begin(int i) throws SQLException {
      try (Statement statement = connections.get(i).createStatement()) {
        // the transaction's time is that of its first statement
        statement.execute("select 1");
      }
    }

    private static List<String> texts(int i) {
      return List.of(i + " asks", i + " answers");
    }

    private void append(int i) throws Exception {
      C to = opened();
      Talks<C> joined = joining.apply(connections.get(i));
      appending[i] =
          threads.submit(() -> joined.append(to, texts(i).stream().map(Said::of).toList()));
      if (holder < 0) {
        holder = i;
        await(i);
      } else {
        database.awaitLockWait();
      }
    }

    private void await(int i) throws Exception {
      Future<?> done = appending[i];
      if (done != null) {
        done.get(30, TimeUnit.SECONDS);
      }
    }

    private void end(int i) throws Exception {
      if (i == 0 && !firstCommits) {
        connections.get(i).rollback();
      } else {
        connections.get(i).commit();
        committed.addAll(texts(i));
      }
      appending[i] = null;
      holder = appending[1 - i] == null ? -1 : 1 - i;
      await(1 - i);
    }

    private void read() {
      boolean more = true;
      while (more) {
        PageRequest page = PageRequest.first(1);
        List<Stored> items =
            talks
                .oldestFirst(
                    opened(),
                    read.isEmpty() ? page : page.after(read.get(read.size() - 1).cursor()))
                .items();
        read.addAll(items);
        more = !items.isEmpty();
      }
      assertThat(read)
          .as("%s, the first commits: %s", schedule, firstCommits)
          .extracting(Stored::text)
          .isEqualTo(committed);
    }
  }
}
