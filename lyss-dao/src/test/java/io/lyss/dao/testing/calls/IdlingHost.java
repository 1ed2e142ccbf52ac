package io.lyss.dao.testing.calls;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobRun;
import io.lyss.dao.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A host that has made each call of its requests in one transaction, which it does not end, and the
 * jobs that run meanwhile, with every deadline over.
 */
final class IdlingHost<S extends Session<?, S>, W extends World<S>> implements AutoCloseable {

  /** What a job says that has met the host: what it passed over, or who holds the lock. */
  static final String PASSED_OVER =
      "|(?s).*(rows cannot be deleted; the first is|are passed over, as|process \\d+ has held).*";

  private static final Duration LATER = Duration.ofDays(40);

  /** Long after the last of some locks was given up, each after a tenth of a second. */
  private static final String HURRIED = "set lock_timeout = '100ms'; set statement_timeout = '30s'";

  private final Bench<S, W> bench;
  private final HikariDataSource pool;
  private final HikariDataSource closed;
  private final Connection host;
  private final Set<String> jobs;

  IdlingHost(Bench<S, W> bench) throws SQLException {
    this.bench = bench;
    HikariConfig config = bench.database().config(2);
    config.setConnectionInitSql(HURRIED);
    pool = new HikariDataSource(config);
    closed = bench.database().pool(1);
    closed.close();
    bench.fill();
    jobs =
        new TreeSet<>(
            bench.database().query("select name from " + bench.schema() + ".maintenance"));
    List<Made<S, W>> calls = new ArrayList<>();
    for (Line<S, W> line : bench.calls().lines()) {
      if (!line.isRare() && line.exception(Joined.class).isEmpty()) {
        calls.add(Made.of(bench, line));
      }
    }
    host = pool.getConnection();
    host.setAutoCommit(false);
    for (Made<S, W> call : calls) {
      call(call);
    }
    bench.database().moveClock(LATER);
  }

  private void call(Made<S, W> made) throws SQLException {
    Savepoint before = host.setSavepoint();
    try {
      S joined = made.world().session(closed, made.world().caller()).joining(host);
      made.line().call(made.world(), joined, closed, made.arguments());
    } catch (LyssException e) {
      host.rollback(before); // some lines end so
    }
  }

  Set<String> jobs() {
    return jobs;
  }

  /**
   * Runs every job, as often as there is more.
   *
   * @return the last message of each job; empty if it has done everything
   */
  Map<String, String> runJobs() {
    BesideJobs.enterAll(bench);
    JobDao dao = bench.world(Caller.SYSTEM).session(pool, Caller.SYSTEM).jobs();
    Map<String, String> says = new TreeMap<>();
    for (int run = 0; run < 10 * jobs.size() && !says.keySet().equals(jobs); run++) {
      for (JobRun ran : dao.runDue(Duration.ZERO)) {
        if (ran.error().isPresent() || !ran.pause().isZero()) {
          says.put(ran.job(), ran.error().orElse(""));
        }
      }
    }
    return says;
  }

  /** Undoes what it has done. */
  void end() throws SQLException {
    host.rollback();
  }

  @Override
  public void close() throws SQLException {
    host.rollback();
    host.close();
    pool.close();
    bench.database().resetClock();
  }
}
