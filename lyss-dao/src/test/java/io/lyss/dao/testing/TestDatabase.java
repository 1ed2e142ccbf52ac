package io.lyss.dao.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of a test class's own, migrated, and a pool that logs in as an application does: as a
 * login that owns nothing and has no rights outside a scope.
 */
public class TestDatabase implements AutoCloseable {

  public static final String APP = "lyss_test_app";

  // The build runs the services' tests twice: each database alone, and beside all the others.
  private static final boolean TOGETHER = Boolean.getBoolean("lyss.together");

  private final ThrowawayDatabase database;
  private final List<LyssDatabase> migrated;
  private final HikariDataSource pool;
  private final AtomicInteger names = new AtomicInteger();

  /**
   * @param migrated what is in it, each in its default schema; with {@code -Dlyss.together} all
   *     databases of LYSS are, whatever is asked for
   */
  public TestDatabase(LyssDatabase... migrated) {
    List<LyssDatabase> each = List.of(TOGETHER ? LyssDatabase.values() : migrated);
    this.migrated = each;
    database = ThrowawayPostgres.shared().database(each.toString(), fresh -> prepare(fresh, each));
    pool = pool(8);
  }

  private static void prepare(ThrowawayDatabase database, List<LyssDatabase> each) {
    each.forEach(one -> LyssMigrator.of(one, database.dataSource()).migrate());
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

  /**
   * The first column of a query's rows, asked as a superuser: what is there, whoever may see it.
   */
  public final List<String> query(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
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

  /**
   * Moves the clock by which all databases in here decide what has expired or is due: to so long
   * after the real time. What happened keeps the time at which it did.
   */
  public final void moveClock(Duration ahead) {
    for (LyssDatabase each : migrated) {
      move(each, "statement_time", "stable", "statement_timestamp()", ahead);
      move(each, "wall_time", "volatile", "clock_timestamp()", ahead);
    }
  }

  private void move(
      LyssDatabase each, String function, String volatility, String real, Duration ahead) {
    database.execute(
        "create or replace function %s.%s() returns timestamptz language sql %s return %s + interval '%s'"
            .formatted(each.defaultSchema(), function, volatility, real, ahead));
  }

  /** Returns once somebody waits for a lock in this database. */
  public final void awaitLockWait() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (query(
            """
            select 1 from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """)
        .isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Nobody waits for a lock");
      }
      Thread.onSpinWait();
    }
  }

  /** A name that nothing in this database has yet. */
  public final String name(String kind) {
    return kind + names.incrementAndGet();
  }

  @Override
  public final void close() {
    pool.close();
    database.close();
  }
}
