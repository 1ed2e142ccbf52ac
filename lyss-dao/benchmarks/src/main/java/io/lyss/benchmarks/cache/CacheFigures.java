package io.lyss.benchmarks.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lyss.benchmarks.access.AccessFigures;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.benchmarks.network.Distance;
import io.lyss.caffeine.CaffeineAccessCache;
import io.lyss.dao.AccessCache;
import io.lyss.dao.platform.Platform;
import io.lyss.redis.RedisAccessCache;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * Group cache: the access check from a cache, and what it costs to ask such that the answer can be
 * kept.
 */
public final class CacheFigures {

  private static final Duration ROUND_TRIP = Duration.ofNanos(500_000);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int HITS = 100_000;
  private static final byte[] KEY =
      "a key of thirty-two bytes or more".getBytes(StandardCharsets.UTF_8);

  private CacheFigures() {}

  public static void measure(Run run) throws SQLException {
    if (!run.asks("cache")) {
      return;
    }
    Volume platform = AccessFigures.platform(run);
    run.microseconds(
        1,
        "access check of a user from a cache in the process",
        platform.application(db -> check(db, CaffeineAccessCache.ofAtMost(100_000))),
        HITS);
    // half as much again as what is promised of a check that binds a scope
    run.ratio(
        1.25 * 1.5,
        "access check of a user whose answer may be kept, against the user by its key",
        platform.application(db -> check(db, new Nothing())),
        platform.application(AccessFigures::userByKey));
    run.compared(
        "the same, against one whose answer is not kept and that binds no scope",
        platform.application(db -> check(db, new Nothing())),
        platform.application(db -> AccessFigures.checkAsUser(Platform.over(db))));
    redis(run, platform);
  }

  private static void redis(Run run, Volume platform) throws SQLException {
    URI server = URI.create(run.server().url("postgres").substring("jdbc:".length()));
    int port = freePort();
    RedisServer redis = start(port);
    try (Distance toServer = new Distance(server.getHost(), server.getPort(), ROUND_TRIP);
        Distance toRedis = new Distance("127.0.0.1", port, ROUND_TRIP)) {
      RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", toRedis.port()));
      Volume away = platform.at(toServer.port());
      run.time(
          1,
          "access check from Redis, against the database, each 0.5 ms away",
          away.application(db -> check(db, patient(client))),
          away.application(db -> AccessFigures.checkAsUser(Platform.over(db))));
      run.time(
          1,
          "the same, signed",
          away.application(db -> check(db, patient(client).signed(KEY))),
          away.application(db -> AccessFigures.checkAsUser(Platform.over(db))));
      client.shutdown();
    } catch (IOException e) {
      throw new IllegalStateException("There is no way to the server", e);
    } finally {
      stop(redis);
    }
  }

  private static RedisAccessCache patient(RedisClient client) {
    return RedisAccessCache.over(client.connect()).patience(Duration.ofSeconds(1));
  }

  private static Call check(DataSource source, AccessCache cache) {
    return AccessFigures.checkAsUser(Platform.over(source).cache(cache, LONGEST));
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RedisServer start(int port) {
    try {
      RedisServer redis =
          RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
      redis.start();
      return redis;
    } catch (IOException e) {
      throw new IllegalStateException("There is no Redis", e);
    }
  }

  private static void stop(RedisServer redis) {
    try {
      redis.stop();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Finds nothing, and keeps nothing: each question goes to the database. */
  private static final class Nothing implements AccessCache {
    @Override
    public @Nullable Entry find(String key) {
      return null;
    }

    @Override
    public void keep(String key, Entry entry) {
      // the answer is lost
    }
  }
}
