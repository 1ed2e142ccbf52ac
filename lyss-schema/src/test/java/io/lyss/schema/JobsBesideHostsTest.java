package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * Partition work with something to do, beside hosts, in every database.
 *
 * <p>What a host's call locks of the tables is what a reader locks, or a writer, or who keeps rows
 * as they are. So for each table that the work locks, one host has locked it so in a transaction
 * that stays open. The work begins; and while PostgreSQL reports that it waits for that host,
 * another one writes to all tables, and then the first does. Neither may wait for longer than a
 * moment, although the work may wait for a minute for its first lock. All that the work has done is
 * rolled back, so that each host finds the same.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class JobsBesideHostsTest {

  /** What hosts wait for: the tables that have been there before, and how they are locked. */
  private static final String LOCKED =
      """
      select relation::regclass::text, bool_or(mode = 'AccessExclusiveLock')
      from pg_locks
      where pid = ? and locktype = 'relation' and granted
        and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        and relation in (
          select oid from pg_class
          where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace)
      group by relation
      order by 1
      """;

  private static final String NAMED =
      """
      select distinct relation::regclass::text
      from pg_locks
      where pid = ? and locktype = 'relation' and granted
        and mode in ('ShareRowExclusiveLock', 'AccessExclusiveLock')
        and relation in (
          select oid from pg_class
          where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
            and not relispartition
            and (oid in (
                select confrelid from pg_constraint
                where contype = 'f' and conrelid in (
                  select relation from pg_locks where pid = ? and locktype = 'relation'))
              or oid = ?::regclass))
      order by 1
      """;

  private static final String REFERENCED =
      """
      select distinct confrelid::regclass::text from pg_constraint
      where conrelid = ?::regclass and contype = 'f' and conparentid = 0
      order by 1
      """;

  private static final String ALL =
      """
      select string_agg(format('only %s', oid::regclass), ', ' order by oid) from pg_class
      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
      """;

  @Parameter private Restricted<?> subject;

  private OwnedDatabase database;
  private Connection observer;
  private Scoped superuser;
  private Connection job;
  private Scoped system;
  private Connection first;
  private Connection second;
  private ExecutorService thread;
  private ExecutorService hosts;

  @BeforeEach
  void open() throws SQLException {
    database = subject.open();
    observer = database.superuser();
    superuser = Scoped.asLogin(observer);
    // A superuser, so that it asks for its first lock again so often that nobody waits behind it.
    job = database.superuser();
    execute(job, "set deadlock_timeout = '100ms'; set lock_timeout = '60s'");
    system = subject.asSystem(job, "a test");
    first = database.superuser();
    second = database.superuser();
    thread = Executors.newSingleThreadExecutor();
    hosts = Executors.newSingleThreadExecutor();
  }

  @AfterEach
  void close() throws SQLException {
    thread.shutdownNow();
    hosts.shutdownNow();
    database.close();
  }

  @Test
  void holdUpNobody() throws Exception {
    List<String> tables = LateRows.tables(superuser);
    PartitionWork.prepare(superuser, tables);
    for (String table : tables) {
      for (PartitionWork work : PartitionWork.values()) {
        work.begin(superuser, system, table);
        List<String> hosts = hostsBeside(work.statement(table), table);
        for (String host : hosts) {
          holdsUpNobody(work + " of " + table, work.statement(table), host);
        }
        work.end(superuser, system, table);
      }
    }
  }

  /**
   * While the work waits for a host, another one locks a second table, and then queues for the
   * first behind the work. Where many work without a pause, there is always such a host. The work
   * has to get by it, or it would never be done.
   */
  @Test
  void areDoneWhateverTheOrderInWhichHostsLockTheSameTables() throws Exception {
    List<String> tables = LateRows.tables(superuser);
    PartitionWork.prepare(superuser, tables);
    for (String table : tables) {
      for (PartitionWork work : PartitionWork.values()) {
        work.begin(superuser, system, table);
        List<String> locked = lockedBy(work.statement(table), table);
        for (String one : locked) {
          for (String other : locked) {
            for (String mode : List.of("row exclusive", "access share")) {
              if (!one.equals(other)) {
                getsBy(work + " of " + table, work.statement(table), one, other, mode);
              }
            }
          }
        }
        work.end(superuser, system, table);
      }
    }
  }

  /** The tables that the work locks and that statements of hosts name. */
  private List<String> lockedBy(String work, String table) throws SQLException {
    job.setAutoCommit(false);
    system.bind();
    assertThat(one(job, work)).as("%s alone", work).isNull();
    List<String> locked = new ArrayList<>();
    for (Object name : superuser.column(NAMED, pid(job), pid(job), table)) {
      locked.add(String.valueOf(name));
    }
    job.rollback();
    return locked;
  }

  private void getsBy(String name, String work, String one, String other, String mode)
      throws Exception {
    String described = name + " beside hosts that lock " + other + " and then " + one;
    first.setAutoCommit(false);
    second.setAutoCommit(false);
    execute(first, "lock table only %s in %s mode".formatted(one, mode));
    system.bind();
    Future<@Nullable String> outcome = thread.submit(() -> end(described, one(job, work)));
    awaitWaitOrEnd(outcome);
    Future<?> host =
        hosts.submit(
            () -> {
              for (String asked : List.of(other, one)) {
                execute(
                    described,
                    second,
                    "set local lock_timeout = '60s'; lock table only %s in %s mode"
                        .formatted(asked, mode));
              }
              second.rollback();
              return null;
            });
    while (!host.isDone()
        && superuser.value("select pg_blocking_pids(?)::text", pid(second)).equals("{}")) {
      LockSupport.parkNanos(1_000_000);
    }
    first.rollback();
    host.get();
    assertThat(outcome.get()).as(described).isNull();
  }

  /** The locks of hosts, one for each table that the work locks, and each way to lock it. */
  private List<String> hostsBeside(String work, String table) throws SQLException {
    List<String> hosts = new ArrayList<>();
    job.setAutoCommit(false);
    system.bind();
    assertThat(one(job, work)).as("%s alone", work).isNull();
    for (List<Object> locked : superuser.rows(LOCKED, pid(job))) {
      hosts.add(
          "lock table only %s in %s mode"
              .formatted(
                  locked.get(0), locked.get(1).equals(true) ? "access share" : "row exclusive"));
    }
    job.rollback();
    for (Object referenced : superuser.column(REFERENCED, table)) {
      hosts.add("select from only %s for update".formatted(referenced));
    }
    return hosts;
  }

  private void holdsUpNobody(String name, String work, String host) throws Exception {
    String described = name + " beside: " + host;
    String writes =
        "set local lock_timeout = '5s'; lock table %s in row exclusive mode"
            .formatted(superuser.value(ALL));
    first.setAutoCommit(false);
    second.setAutoCommit(false);
    execute(first, host);
    system.bind();
    Future<@Nullable String> outcome = thread.submit(() -> end(described, one(job, work)));
    awaitWaitOrEnd(outcome);
    execute(described + "; another writes", second, writes);
    second.rollback();
    execute(described + "; the same writes", first, writes);
    first.rollback();
    String error = outcome.get();
    if (error != null) {
      assertThat(error)
          .as(described)
          .containsPattern(
              "process (%d|%d) has held|nobody holds (it|them) any more|nobody does any more"
                  .formatted(pid(first), pid(second)));
    }
  }

  /** What it has done is as good as committed; and with an error it has to have released all. */
  private @Nullable String end(String described, @Nullable String error) throws SQLException {
    if (error != null) {
      try (PreparedStatement locked = job.prepareStatement(LOCKED)) {
        locked.setInt(1, pid(job));
        assertThat(locked.executeQuery().next()).as("%s: locks are kept", described).isFalse();
      }
    }
    job.rollback();
    return error;
  }

  /** The error of the work; null where it has done it. */
  private static @Nullable String one(Connection connection, String work) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(work)) {
      assertThat(row.next()).as("there is something to do").isTrue();
      String error = row.getString(1);
      if (error != null) {
        assertThat(row.getString(2)).as("tried again soon").isEqualTo("00:00:01");
      }
      return error;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("55P03");
      connection.rollback(); // it was called without run_due_job, which goes on
      return e.getMessage();
    }
  }

  private void awaitWaitOrEnd(Future<?> work) throws SQLException {
    while (!work.isDone()
        && superuser.value("select pg_blocking_pids(?)::text", pid(job)).equals("{}")) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static int pid(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  private static void execute(String described, Connection connection, String sql) {
    try {
      execute(connection, sql);
    } catch (SQLException e) {
      throw new AssertionError(described + ": " + e.getMessage(), e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
