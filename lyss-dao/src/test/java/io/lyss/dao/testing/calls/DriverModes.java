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
import org.jspecify.annotations.Nullable;

/** Whatever a host has set in its driver's URL or its pool. */
final class DriverModes<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  // Where a setting is about statements that are prepared on the server, they are at once.
  private static final List<String> SETTINGS =
      List.of(
          "",
          "prepareThreshold=1",
          "prepareThreshold=0",
          "prepareThreshold=-1",
          "stringtype=unspecified&prepareThreshold=1",
          "preferQueryMode=simple",
          "preferQueryMode=extendedForPrepared&prepareThreshold=1",
          "preferQueryMode=extendedCacheEverything&prepareThreshold=1",
          "preparedStatementCacheQueries=0",
          "binaryTransfer=false&prepareThreshold=1",
          "defaultRowFetchSize=2",
          "autosave=always",
          "reWriteBatchedInserts=true");

  private final Bench<S, W> bench;
  private final Map<String, HikariDataSource> pools = new LinkedHashMap<>();

  DriverModes(Bench<S, W> bench) {
    this.bench = bench;
    for (String setting : SETTINGS) {
      pools.put(setting, new HikariDataSource(config(setting)));
    }
    HikariConfig config = config("");
    config.setAutoCommit(false);
    pools.put("autoCommit=false", new HikariDataSource(config));
  }

  private HikariConfig config(String setting) {
    HikariConfig config = bench.database().config(1);
    if (!setting.isEmpty()) {
      config.setJdbcUrl(config.getJdbcUrl() + "?" + setting);
    }
    return config;
  }

  @Override
  public String name() {
    return "answers alike in every mode of the driver";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W world = bench.world(line.caller());
    @Nullable Object[] same = line.arguments(world);
    Object expected = line.call(world, bench.database().pool(), same);
    for (Map.Entry<String, HikariDataSource> mode : pools.entrySet()) {
      HikariDataSource pool = mode.getValue();
      List<Object> answers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        answers.add(line.call(world, pool, arguments(line, world, same)));
      }
      if (line.exception(Joined.class).isEmpty()) {
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
