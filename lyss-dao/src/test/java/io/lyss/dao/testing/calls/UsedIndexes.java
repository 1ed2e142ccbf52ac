package io.lyss.dao.testing.calls;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import io.lyss.schema.LyssMigrator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Which indexes the calls of a catalogue use, in a database with statistics where reading a whole
 * table counts as costly, as it is where tables are large.
 */
final class UsedIndexes<S extends Session<?, S>, W extends World<S>> {

  // A search by word uses its index only if there are more rows than one page; the owner's index
  // is as good for fewer.
  private static final int ROWS = 40;

  private final Bench<S, W> bench;
  private final Map<W, Line<S, W>> filled = new LinkedHashMap<>();

  UsedIndexes(Bench<S, W> bench) {
    this.bench = bench;
  }

  /**
   * The calls that use each index, none where no call does; but for the indexes that hold a
   * constraint or find the rows that refer to another, which are there without a call, too.
   */
  SortedMap<String, SortedSet<String>> callsOfIndexes() throws SQLException {
    bench.calls().lines().stream()
        .filter(line -> line.exception(DriverModes.class).isEmpty())
        .forEach(this::fill);
    // making the arguments uses indexes, too
    Map<W, List<@Nullable Object[]>> arguments = new LinkedHashMap<>();
    filled.forEach((world, line) -> arguments.put(world, line.tried(line.arguments(world))));
    // otherwise a connection would report later what it had used before the statistics were reset
    bench.database().endConnections();
    bench.database().database().execute("analyze; select pg_stat_reset()");
    SortedMap<String, SortedSet<String>> calls = new TreeMap<>();
    Map<String, String> before = scans();
    before.keySet().forEach(index -> calls.put(index, new TreeSet<>()));
    HikariConfig config = bench.database().config(1);
    config.addDataSourceProperty("options", "-c enable_seqscan=off");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      for (Map.Entry<W, Line<S, W>> each : filled.entrySet()) {
        W world = each.getKey();
        S session = world.session(pool, world.caller());
        call(each.getValue(), world, session, pool, arguments.get(world));
        flush(pool);
        Map<String, String> after = scans();
        for (Map.Entry<String, String> index : after.entrySet()) {
          if (!index.getValue().equals(before.get(index.getKey()))) {
            calls.get(index.getKey()).add(each.getValue().name());
          }
        }
        before = after;
      }
    }
    return calls;
  }

  /** Otherwise the session would report its use some time later. */
  private static void flush(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_stat_force_next_flush()");
    }
  }

  private Map<String, String> scans() {
    Map<String, String> scans = new LinkedHashMap<>();
    bench
        .database()
        .query(SCANS.formatted(bench.schema(), LyssMigrator.HISTORY_TABLE))
        .forEach(row -> scans.put(row.split(" ")[0], row.split(" ")[1]));
    return scans;
  }

  /** Makes rows of the caller, and of others of the same tenant. */
  private void fill(Line<S, W> line) {
    DataSource pool = bench.database().pool();
    for (Caller caller : line.callers()) {
      W world = bench.world(caller);
      int rows = caller == line.caller() ? ROWS : 1;
      line.shown()
          .forEach(shown -> Stream.generate(() -> shown.row().apply(world)).limit(rows).toList());
      world
          .strangers(pool, EnumSet.complementOf(EnumSet.of(World.Strangers.OUTSIDE)))
          .forEach(
              stranger -> call(line, world, stranger, pool, line.tried(line.arguments(world))));
      filled.put(world, line);
    }
  }

  private void call(
      Line<S, W> line, W world, S session, DataSource pool, List<@Nullable Object[]> tried) {
    for (@Nullable Object[] arguments : tried) {
      try {
        line.call(world, session, pool, arguments);
      } catch (LyssException | IllegalArgumentException e) {
        // strangers and some of the tried values may be refused
      }
    }
  }

  // The use of a partition's index counts as use of the index of the whole table.
  private static final String SCANS =
      """
      select whole.name || ' ' || coalesce(sum(used.idx_scan), 0)
      from pg_index as i
      join pg_class as t on t.oid = i.indrelid and t.relname <> '%2$s'
      cross join lateral (
        select relname::text as name from pg_class
        where oid = coalesce(pg_partition_root(i.indexrelid), i.indexrelid)
      ) as whole
      left join pg_stat_user_indexes as used using (indexrelid)
      where t.relnamespace = '%1$s'::regnamespace
        and not i.indisunique and not i.indisexclusion
        and not exists (
          select from pg_constraint as f
          where f.conrelid = i.indrelid and f.contype = 'f'
            and f.conkey <@ (i.indkey::smallint[])[0:cardinality(f.conkey) - 1])
      group by whole.name
      order by whole.name
      """;
}
