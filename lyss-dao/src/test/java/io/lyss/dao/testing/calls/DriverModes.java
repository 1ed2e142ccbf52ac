package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.session.Session;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls work whatever a host has set in its driver's URL or its pool, and whatever others create on
 * its search path.
 */
public final class DriverModes<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  // Settings that do not get in each other's way share a mode, as each mode costs a connection that
  // has to learn every statement; and a call joins a host in one mode, each call in another, as the
  // driver gets the same statement with less in front. Five executions, the default of
  // prepareThreshold, are left to
  // OneRoundTrip, and a pool without auto-commit to Interleaved.
  private static final List<String> SETTINGS =
      List.of(
          "prepareThreshold=1&defaultRowFetchSize=2&reWriteBatchedInserts=true&"
              + Trap.SETTING_WITH_TYPES,
          "prepareThreshold=0&binaryTransfer=false&autosave=always",
          "prepareThreshold=-1",
          "preferQueryMode=simple&" + Trap.SETTING,
          "preferQueryMode=extendedForPrepared&prepareThreshold=1&stringtype=unspecified",
          "preferQueryMode=extendedCacheEverything&preparedStatementCacheQueries=0");

  private final Bench<S, W> bench;
  private final Map<String, HikariDataSource> pools = new LinkedHashMap<>();

  DriverModes(Bench<S, W> bench) {
    this.bench = bench;
    Trap.set(bench.database());
    for (String setting : SETTINGS) {
      HikariConfig config = bench.database().config(1);
      config.setJdbcUrl(config.getJdbcUrl() + "?" + setting);
      pools.put(setting, new HikariDataSource(config));
    }
  }

  @Override
  public String name() {
    return "answers alike in every mode of the driver";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W world = bench.world(line.caller());
    // more rows than a mode fetches at a time
    line.shown().forEach(rows -> Stream.generate(() -> rows.row().apply(world)).limit(4).toList());
    @Nullable Object[] same = line.arguments(world);
    Object expected = line.call(world, bench.database().pool(), same);
    int joining = Math.floorMod(line.toString().hashCode(), pools.size());
    int place = 0;
    for (Map.Entry<String, HikariDataSource> mode : pools.entrySet()) {
      HikariDataSource pool = mode.getValue();
      List<Object> answers = new ArrayList<>();
      // A call that reads is repeated, because the driver then knows the formats of its columns.
      for (int i = 0; i < (line.writes() ? 1 : 2); i++) {
        answers.add(line.call(world, pool, arguments(line, world, same)));
      }
      if (place++ == joining && line.exception(Joined.class).isEmpty()) {
        @Nullable Object[] arguments = arguments(line, world, same);
        try (Connection host = pool.getConnection()) {
          host.setAutoCommit(false);
          S joined = world.session(pool, world.caller()).joining(host);
          answers.add(line.call(world, joined, pool, arguments));
          host.rollback();
        }
      }
      for (Object answer : answers) {
        if (line.answersExactly()) {
          assertThat(answer).as(mode.getKey()).isEqualTo(expected);
        } else if (line.answersAlike()) {
          assertThat(Answers.shape(answer)).as(mode.getKey()).isEqualTo(Answers.shape(expected));
        }
      }
    }
  }

  private @Nullable Object[] arguments(Line<S, W> line, W world, @Nullable Object[] same) {
    return line.writes() ? line.arguments(world) : same;
  }

  @Override
  public void close() {
    pools.values().forEach(HikariDataSource::close);
  }
}
