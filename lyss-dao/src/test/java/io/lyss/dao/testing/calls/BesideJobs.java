package io.lyss.dao.testing.calls;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Jobs that have done their work, in transactions that are still open; and what calls wait for
 * meanwhile, as PostgreSQL reports it. A call that waits is ended.
 *
 * <p>A call that waits for its rows to be made waits, too. Jobs that wait for each other are tried
 * in rounds. Those of partitions, of retention and of what it has dropped have nothing to do, as on
 * most days: what they do when they have is over within an instant, for which all wait who touch
 * the table, and JobsBesideHostsTest says how long.
 */
final class BesideJobs<S extends Session<?, S>, W extends World<S>> implements AutoCloseable {

  /** Later than every expiry, and than the end of everything that is kept for a month. */
  private static final Duration LATER = Duration.ofDays(40);

  private static final String RUN = "select job, done, error from %s.run_due_job()";

  private static final String WAITING =
      """
      select a.pid, b.pid
      from pg_stat_activity as a
      cross join unnest(pg_blocking_pids(a.pid)) as b (pid)
      where a.datname = current_database() and a.wait_event_type = 'Lock'
      """;

  private final Bench<S, W> bench;
  private final Map<Integer, Connection> open = new LinkedHashMap<>();
  private final Map<Integer, String> jobs = new LinkedHashMap<>();
  private final Map<String, Long> done = new LinkedHashMap<>();
  private final ExecutorService caller = Executors.newSingleThreadExecutor();
  private final HikariDataSource sessions;
  private final Connection observer;
  private final PreparedStatement waiting;

  BesideJobs(Bench<S, W> bench) throws SQLException {
    this.bench = bench;
    sessions = bench.database().pool(32);
    observer = bench.database().database().dataSource().getConnection();
    waiting = observer.prepareStatement(WAITING);
    bench.fill();
    for (Line<S, W> line : bench.calls().lines()) {
      if (line.exception(DriverModes.class).isEmpty()) {
        Made.of(bench, line); // makes the rows that the call would delete and a job deletes
      }
    }
    enterAll(bench);
  }

  /** Makes all jobs due; they keep rows for a day, and months as long as before. */
  static void enterAll(Bench<?, ?> bench) {
    bench
        .database()
        .database()
        .execute(
            """
            set search_path = %s;
            delete from jobs;
            insert into jobs (name, keep)
            select name, case when name !~ '^retention' then interval '1 day' end from maintenance;
            """
                .formatted(bench.schema()));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = observer.createStatement()) {
      statement.execute("set search_path = " + bench.schema());
      statement.execute(sql);
    }
  }

  /** The names of all jobs. */
  Set<String> all() {
    return new TreeSet<>(bench.database().query("select name from " + bench.schema() + ".jobs"));
  }

  /** How many rows each job has changed. */
  Map<String, Long> done() {
    return done;
  }

  /**
   * Runs each of the jobs in a transaction of its own that stays open.
   *
   * @return those that wait for another, and are to be tried again
   */
  Set<String> open(Set<String> names) throws SQLException {
    end();
    execute("update jobs set due_at = 'infinity'");
    Set<String> rest = new TreeSet<>();
    for (String name : names) {
      execute("update jobs set due_at = '-infinity' where name = '" + name + "'");
      if (!name.startsWith("partitions of") && !name.startsWith("retention of")) {
        bench.database().moveClock(LATER);
      }
      try {
        if (!run(name)) {
          rest.add(name);
        }
      } finally {
        bench.database().resetClock();
      }
    }
    return rest;
  }

  private boolean run(String name) throws SQLException {
    Connection connection = sessions.getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "set local role lyss_system; select set_config('app.system_reason', 'a test', true)");
      int pid;
      try (ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
        row.next();
        pid = row.getInt(1);
      }
      try (ResultSet row = statement.executeQuery(RUN.formatted(bench.schema()))) {
        String ran = row.next() ? row.getString("job") : "nothing";
        if (!ran.equals(name)) {
          throw new IllegalStateException(ran + " was run, and not " + name);
        }
        if (row.getString("error") != null) {
          if (open.isEmpty()) {
            throw new IllegalStateException(name + ": " + row.getString("error"));
          }
          connection.close();
          execute("update jobs set due_at = 'infinity' where name = '" + name + "'");
          return false;
        }
        done.merge(name, row.getLong("done"), Long::sum);
      }
      open.put(pid, connection);
      jobs.put(pid, name);
      return true;
    }
  }

  /**
   * The jobs that a call waits for.
   *
   * @return their names, also of those that only the making of the call's rows waits for
   */
  Set<String> waitedForBy(Line<S, W> line) throws Exception {
    Set<String> waits = new TreeSet<>();
    Made<S, W> made = watched(() -> Made.of(bench, line), waits);
    if (waits.isEmpty()) {
      watched(() -> call(made), waits);
    }
    return waits;
  }

  private Object call(Made<S, W> made) {
    try {
      return made.line().call(made.world(), bench.database().pool(), made.arguments());
    } catch (LyssException e) {
      return e; // some lines end so
    }
  }

  private <T> T watched(Callable<T> work, Set<String> waits) throws Exception {
    Future<T> future = caller.submit(work);
    while (!endsSoon(future)) {
      try (ResultSet rows = waiting.executeQuery()) {
        while (rows.next()) {
          String job = jobs.get(rows.getInt(2));
          if (job != null && !open.containsKey(rows.getInt(1))) {
            waits.add(job);
            execute("select pg_cancel_backend(" + rows.getInt(1) + ")");
          }
        }
      }
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (waits.isEmpty()) {
        throw e;
      }
      return null;
    }
  }

  // Most calls are over within this time, and one that waits goes on waiting until it is ended. To
  // ask without a pause would only take the processor from the call.
  private static boolean endsSoon(Future<?> future) throws InterruptedException {
    try {
      future.get(2, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return true; // which is seen where its answer is taken
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Undoes what the open jobs have done. */
  void end() throws SQLException {
    for (Connection connection : open.values()) {
      connection.rollback();
      connection.close();
    }
    open.clear();
    jobs.clear();
  }

  @Override
  public void close() throws SQLException {
    end();
    caller.shutdownNow();
    sessions.close();
    observer.close();
  }
}
