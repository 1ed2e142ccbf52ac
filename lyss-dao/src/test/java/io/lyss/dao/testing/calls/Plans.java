package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans are kept: a call that a connection has made often enough has nothing planned any more,
 * neither its statement nor what functions run for it. Planning costs more than most calls do.
 */
public final class Plans<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  // PostgreSQL decides on a plan for all values after five plans for the values given.
  private static final int LEARNED = 7;

  // PostgreSQL empties the caches of a session that lags behind what others change in the catalogs
  // of the server, as on
  // a busy machine. Such a session plans once more, whatever it calls.
  private static final int TRIALS = 3;

  private static final String PLANNED =
      """
      select plans || ' plans for: ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 300)
      from pg_stat_statements
      where plans > 0 and dbid = (select oid from pg_database where datname = current_database())
        and query not like '%pg_stat_statements%'
      order by total_plan_time desc
      """;

  private final Bench<S, W> bench;
  private final HikariDataSource pool;

  /**
   * @param empty a database of its own, because rows that others left would make other plans look
   *     better
   */
  Plans(Bench<S, W> empty) {
    bench = empty;
    bench
        .database()
        .database()
        .execute(
            """
            create extension if not exists pg_stat_statements;
            alter role %1$s in database %2$s set pg_stat_statements.track = 'all';
            alter role %1$s in database %2$s set pg_stat_statements.track_planning = on;
            """
                .formatted(TestDatabase.APP, bench.database().database().name()));
    HikariConfig config = bench.database().config(1);
    config.addDataSourceProperty("prepareThreshold", "1");
    pool = new HikariDataSource(config);
  }

  @Override
  public String name() {
    return "plans nothing once its connection knows it";
  }

  @Override
  public boolean concerns(Line<S, W> line) {
    return !line.isRare();
  }

  @Override
  public void holdsFor(Line<S, W> line) {
    W world = bench.world(line.caller());
    List<@Nullable Object[]> arguments = line.arguments(world, LEARNED + TRIALS);
    arguments.subList(0, LEARNED).forEach(each -> line.call(world, pool, each));
    List<String> planned = List.of();
    for (int trial = 0; trial < TRIALS; trial++) {
      bench.database().query("select pg_stat_statements_reset()::text");
      line.call(world, pool, arguments.get(LEARNED + trial));
      planned = bench.database().query(PLANNED);
      if (planned.isEmpty()) {
        return;
      }
    }
    assertThat(planned).as("planned by %s", line).isEmpty();
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    bench.close();
  }
}
