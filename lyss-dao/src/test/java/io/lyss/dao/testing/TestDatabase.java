package io.lyss.dao.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.DatabaseClock;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A database of a test class's own, migrated, and a pool that logs in as an application does: as a
 * login that owns nothing and has no rights outside a scope.
 */
public class TestDatabase implements AutoCloseable {

  public static final String APP = "lyss_test_app";

  // The build runs the services' tests twice: each database alone, and beside all the others.
  private static final boolean TOGETHER = Boolean.getBoolean("lyss.together");

  /** Those that can be distributed. */
  public static final Set<LyssDatabase> DISTRIBUTED =
      EnumSet.complementOf(EnumSet.of(LyssDatabase.PLATFORM));

  /** Whether they are distributed over the nodes of a cluster. */
  public static final boolean ON_CITUS = System.getProperty("lyss.citus.url") != null;

  /** What cannot hold there, and why not. */
  public static void notOnCitus(String why) {
    assumeThat(ON_CITUS).as("not on Citus: " + why).isFalse();
  }

  private static final String WAITS =
      """
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
      """;

  private static final String WAITS_ON_NODE =
      """
      union all
      select n from run_command_on_workers($$
        select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
      $$)
      cross join lateral generate_series(1, result::int) as n
      """;

  private final ThrowawayDatabase database;
  private final DatabaseClock clock;
  private final HikariDataSource pool;
  private final AtomicInteger names = new AtomicInteger();
  private @Nullable Connection superuser;

  /**
   * @param migrated what is in it, each in its default schema; with {@code -Dlyss.together} all
   *     databases of LYSS are, whatever is asked for
   */
  public TestDatabase(LyssDatabase... migrated) {
    this(ON_CITUS, migrated);
  }

  private TestDatabase(boolean distributes, LyssDatabase... migrated) {
    List<LyssDatabase> each = List.of(TOGETHER ? LyssDatabase.values() : migrated);
    database =
        ThrowawayPostgres.shared()
            .database(each.toString(), fresh -> prepare(fresh, each, distributes));
    clock = new DatabaseClock(database, each.stream().map(LyssDatabase::defaultSchema).toList());
    pool = pool(8);
  }

  /** Not distributed, also on a cluster. */
  public static TestDatabase onOneNode(LyssDatabase... migrated) {
    return new TestDatabase(false, migrated);
  }

  private static void prepare(
      ThrowawayDatabase database, List<LyssDatabase> each, boolean distributes) {
    each.forEach(
        one -> migrate(LyssMigrator.of(one, database.dataSource()), one, database, distributes));
    database.execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login password '%1$s';
          end if;
        end $$;
        grant authenticated_users, lyss_system to %1$s with inherit false, set true;
        """
            .formatted(APP));
  }

  /**
   * By the script, in a third of the time: MigrationScriptTest says that the two do the same. If
   * the script fails, the migrator says in which line of which file.
   */
  private static void migrate(
      LyssMigrator migrator, LyssDatabase kind, ThrowawayDatabase database, boolean distributes) {
    if (distributes && DISTRIBUTED.contains(kind)) {
      migrator.onCitus().migrate();
      return;
    }
    ThrowawayDatabase.execute(database.dataSource(), migrator.script(), migrator::migrate);
  }

  /** Migrates one more schema of this database. */
  public final void migrate(LyssDatabase kind, String schema) {
    migrate(LyssMigrator.of(kind, database.dataSource()).schema(schema), kind, database, ON_CITUS);
  }

  /** A pool of the application's login; the caller closes it. */
  public final HikariDataSource pool(int size) {
    return new HikariDataSource(config(size));
  }

  /** What such a pool is made of, for the caller to change. */
  public final HikariConfig config(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(APP);
    config.setPassword(APP);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    return config;
  }

  public final HikariDataSource pool() {
    return pool;
  }

  /** The database, to be looked at as a superuser. */
  public final ThrowawayDatabase database() {
    return database;
  }

  /** The first column of a query's rows, read as a superuser, who sees everything. */
  public final synchronized List<String> query(String sql) {
    try (Statement statement = superuser().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
      return answer;
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
  }

  /** One connection for all queries, because a new one costs more than most queries. */
  private Connection superuser() throws SQLException {
    if (superuser == null || !superuser.isValid(20)) {
      superuser = database.dataSource().getConnection();
    }
    return superuser;
  }

  /** The next query opens another connection. */
  final synchronized void endSuperuser() throws SQLException {
    if (superuser != null) {
      superuser.close();
      superuser = null;
    }
  }

  /**
   * Returns once all connections have ended and reported their statistics to the server. The pool
   * makes new connections.
   */
  public final void endConnections() {
    database.execute(
        """
        select pg_terminate_backend(pid, 60000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
        """);
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /**
   * Moves the clock by which all databases in here decide what has expired or is due. The times
   * that they store of what happens are still the real ones.
   */
  public final void moveClock(Duration ahead) {
    clock.move(ahead);
  }

  /** Stops that clock at a time. */
  public final void stopClock(Instant at) {
    clock.stop(at);
  }

  /** Sets that clock back to the real time, with which the next test begins. */
  public final void resetClock() {
    clock.reset();
  }

  /** Returns once somebody waits for a lock in this database. */
  public final void awaitLockWait() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!somebodyWaitsForALock()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Nobody waits for a lock");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Whether somebody waits for a lock in this database now. */
  public final boolean somebodyWaitsForALock() {
    return waitingForLocks() > 0;
  }

  /** How many wait for a lock in this database now. */
  public final int waitingForLocks() {
    return query(ON_CITUS ? WAITS + WAITS_ON_NODE : WAITS).size();
  }

  /** A name that nothing in this database has yet. */
  public final String name(String kind) {
    return kind + names.incrementAndGet();
  }

  @Override
  public final void close() {
    pool.close();
    // and with it the connection of the superuser
    database.close();
  }
}
