package io.lyss.schema;

import static java.time.ZoneOffset.UTC;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * Four hosts and pg_cron run the jobs at once, while all are due and have something to do. A
 * reader's transaction stays open, which retention waits for; the session that waits for it first
 * is ended. What is there afterwards is what one host alone leaves.
 */
class ManyHostsTest {

  private static final int HOSTS = 4;

  /**
   * How many rows each table and each partition has. Seals divide the entries as it happens; and a
   * month is made for late rows, or not, depending on whether a purge came first.
   */
  private static final String COUNTS =
      """
      select c.relname::text,
        (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from only %s', c.oid::regclass),
          false, true, '')))[1]::text::bigint
      from pg_class as c
      where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
        and c.relname <> 'audit_seals'
      order by 1
      """;

  /** Errors that say who was in the way: a process, or a session that does the same. */
  private static final Pattern SAYS_WHO =
      Pattern.compile(
          "process \\d+(, an autovacuum,)? has held|another session has (done the same as|dropped it)"
              + "|nobody (holds (it|them)|does) any more"
              // of a month alone, whose turn comes again: said by PostgreSQL, which pg_cron logs
              + "|^skipping analyze of .* lock not available");

  /** Erasures await the transactions that were open, the reader's and those of other hosts. */
  private static final String UNFINISHED =
      "(failures > 0 or name = 'erasures' and exists (select from erasures where awaits <> '{}'))";

  private static final String WAITS_FOR =
      """
      select pid from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and %d = any (pg_blocking_pids(pid))
      """;

  /** Stands still, so that no pause ends before the test says so. */
  private static final String LATER =
      """
      create or replace function statement_time() returns timestamptz
      language sql stable parallel safe return timestamptz '%s'
      """;

  @ParameterizedTest
  @MethodSource("io.lyss.schema.Restricted#all")
  @OneIn(6)
  void leaveWhatOneLeaves(Restricted<?> subject) throws Exception {
    Instant later = Instant.now().plus(Duration.ofDays(40));
    Map<String, Long> alone;
    try (OwnedDatabase database = withWork(subject, later)) {
      host(subject, database, run -> assertThat(run.error()).as(run.job()).isEmpty()).call();
      alone = counts(database);
    }
    try (OwnedDatabase database = withWork(subject, later);
        Connection observer = database.superuser();
        Connection reader = database.superuser()) {
      Scoped superuser = Scoped.asLogin(observer);
      reader.setAutoCommit(false);
      try (Statement statement = reader.createStatement()) {
        for (String table : LateRows.tables(superuser)) {
          statement.execute("lock table only " + table + " in access share mode");
        }
      }
      int pid = reader.unwrap(PGConnection.class).getBackendPID();
      List<String> said = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch gaveUp = new CountDownLatch(1);
      Consumer<String> heard =
          error -> {
            said.add(error);
            if (error.contains("process " + pid + " ")) {
              gaveUp.countDown();
            }
          };
      Callable<Integer> host = host(subject, database, run -> run.error().ifPresent(heard));
      List<Callable<Integer>> all = new ArrayList<>(Collections.nCopies(HOSTS, restarted(host)));
      all.add(restarted(pgCron(subject, database, heard)));
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<List<Integer>> hosts = thread.submit(() -> AtOnce.call(all));
      endTheFirstThatWaits(superuser, pid, hosts);
      assertThat(gaveUp.await(5, TimeUnit.MINUTES)).as("a job gives up and says for whom").isTrue();
      reader.rollback();
      hosts.get();
      thread.shutdown();
      assertThat(said).as("what hosts are told").allMatch(error -> SAYS_WHO.matcher(error).find());
      for (int rounds = 0; !unfinished(superuser).isEmpty(); rounds++) {
        assertThat(rounds).as("%s go on failing", unfinished(superuser)).isLessThan(5);
        superuser.change("update jobs set due_at = null where " + UNFINISHED);
        AtOnce.call(Collections.nCopies(HOSTS, host));
      }
      assertThat(
              superuser.column(
                  "select name from jobs where succeeded_at is null or error is not null"))
          .as("jobs without a run that has succeeded")
          .isEmpty();
      assertThat(superuser.value("select count(*) from pg_locks where locktype = 'advisory'"))
          .isEqualTo(0L);
      assertThat(counts(database)).containsExactlyInAnyOrderEntriesOf(alone);
    }
  }

  /** PostgreSQL says no more of it than that a lock was not free in time. */
  @ParameterizedTest
  @MethodSource("io.lyss.schema.Restricted#all")
  @OneIn(6)
  void saysWhoHasLockedTheRowsOfAJob(Restricted<?> subject) throws Exception {
    try (OwnedDatabase database = subject.open();
        Connection observer = database.superuser();
        Connection host = database.superuser();
        Connection app = database.app();
        Statement locks = host.createStatement()) {
      Scoped superuser = Scoped.asLogin(observer);
      PartitionWork.prepare(superuser, List.of());
      superuser.change("update jobs set due_at = null where name = 'seals of the audit log'");
      host.setAutoCommit(false);
      locks.execute("select from audit_watermark for update");

      Scoped system = subject.asSystem(app, "a test");
      Object error =
          system.transaction(
              true,
              () -> {
                try (Statement statement = app.createStatement()) {
                  statement.execute("set local lock_timeout = '10ms'");
                  ResultSet run = statement.executeQuery("select error from run_due_job()");
                  run.next();
                  return run.getString(1);
                }
              });

      assertThat(error)
          .asString()
          .endsWith(
              ": audit_watermark was locked: process %d has held a lock on rows of %s.audit_watermark"
                  .formatted(host.unwrap(PGConnection.class).getBackendPID(), subject.schema()));
    }
  }

  /** PostgreSQL's message of a deadlock says neither with whom nor on what. */
  @ParameterizedTest
  @MethodSource("io.lyss.schema.Restricted#all")
  @OneIn(6)
  void saysWithWhomAJobHasADeadlock(Restricted<?> subject) throws Exception {
    try (OwnedDatabase database = subject.open();
        Connection observer = database.superuser();
        Connection host = database.superuser();
        Connection app = database.app();
        Statement locks = host.createStatement()) {
      Scoped superuser = Scoped.asLogin(observer);
      PartitionWork.prepare(superuser, List.of());
      superuser.change("update jobs set due_at = null where name = 'seals of the audit log'");
      superuser.change(
          """
          create or replace function seal_entries() returns bigint language plpgsql as $$
          begin
            perform pg_advisory_xact_lock(1);
            perform pg_advisory_xact_lock(2);
            return 0;
          end
          $$
          """);
      locks.execute("set deadlock_timeout = '10min'"); // so that it is the job that PostgreSQL ends
      host.setAutoCommit(false);
      locks.execute("select pg_advisory_xact_lock(2)");
      int hosts = host.unwrap(PGConnection.class).getBackendPID();
      int jobs = app.unwrap(PGConnection.class).getBackendPID();
      Scoped system = subject.asSystem(app, "a test");
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<@Nullable Object> error =
          thread.submit(() -> system.value("select error from run_due_job()"));
      while (superuser.column(WAITS_FOR.formatted(hosts)).isEmpty()) {
        assertThat(error.isDone()).isFalse();
      }
      locks.execute("select pg_advisory_xact_lock(1)");

      assertThat(error.get())
          .asString()
          .startsWith("deadlock detected: Process %d waits for ExclusiveLock on".formatted(jobs))
          .contains("blocked by process %d.".formatted(hosts))
          .contains("pg_advisory_xact_lock(2)");
      thread.shutdown();
    }
  }

  private static List<Object> unfinished(Scoped superuser) throws SQLException {
    return superuser.column("select name from jobs where " + UNFINISHED);
  }

  private static void endTheFirstThatWaits(Scoped superuser, int reader, Future<?> work)
      throws Exception {
    List<@Nullable Object> waiting = List.of();
    while (waiting.isEmpty()) {
      if (work.isDone()) {
        work.get();
        throw new AssertionError("no job has waited for the reader");
      }
      waiting = superuser.column(WAITS_FOR.formatted(reader));
    }
    assertThat(superuser.value("select pg_terminate_backend(?, 60000)", waiting.get(0)))
        .isEqualTo(true);
  }

  /** All jobs are due: months are missing and expired, rows are late, and much has expired. */
  private static OwnedDatabase withWork(Restricted<?> subject, Instant later) throws SQLException {
    OwnedDatabase database = subject.open();
    Scoped superuser = Scoped.asLogin(database.superuser());
    Scoped system = subject.asSystem(database.app(), "a test");
    List<String> tables = LateRows.tables(superuser);
    PartitionWork.prepare(superuser, tables);
    for (String table : tables) {
      system.value("select create_monthly_partition(?::regclass, '2019-05-01')", table);
      system.value("select create_monthly_partition(?::regclass, '2019-07-01')", table);
      LateRows rows = new LateRows(superuser, table);
      rows.add(50, "2019-05-20 00:00", "true");
      rows.add(50, "2019-07-20 00:00", "true");
      rows.add(50, YearMonth.from(later.atOffset(UTC)).minusMonths(6) + "-20 00:00", "true");
    }
    superuser.change(LATER.formatted(later));
    superuser.change(
        "update jobs set due_at = null, keep = case when name like 'retention of %' then keep"
            + " else interval '1 day' end");
    return database;
  }

  private static Map<String, Long> counts(OwnedDatabase database) throws SQLException {
    try (Connection connection = database.superuser()) {
      return Scoped.asLogin(connection).rows(COUNTS).stream()
          .filter(row -> !row.get(1).equals(0L))
          .collect(toMap(row -> (String) row.get(0), row -> (Long) row.get(1)));
    }
  }

  /** A host that runs what is due; once. */
  private static Callable<Integer> host(
      Restricted<?> subject, OwnedDatabase database, Consumer<LyssMaintenance.Run> heard) {
    return () -> {
      LyssMaintenance.of(subject.database(), database.appDataSource())
          .runDue(Duration.ofMinutes(1), heard);
      return 1;
    };
  }

  /** What pg_cron has the owner say each minute; it logs what it is warned of. */
  private static Callable<Integer> pgCron(
      Restricted<?> subject, OwnedDatabase database, Consumer<String> log) {
    return () -> {
      try (Connection owner = database.ownerDataSource().getConnection();
          Statement statement = owner.createStatement()) {
        statement.execute("call %s.run_due_jobs('pg_cron')".formatted(subject.schema()));
        for (SQLWarning warning = statement.getWarnings();
            warning != null;
            warning = warning.getNextWarning()) {
          log.accept(warning.getMessage());
        }
        return 1;
      }
    };
  }

  /** Runs a host again if its session was ended. */
  private static Callable<Integer> restarted(Callable<Integer> host) {
    return () -> {
      try {
        return host.call();
      } catch (LyssMigrationException | SQLException e) {
        assertThat(e).hasMessageContaining("terminating connection due to administrator command");
        return host.call();
      }
    };
  }
}
