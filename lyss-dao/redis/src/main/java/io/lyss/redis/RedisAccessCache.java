package io.lyss.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lyss.dao.AccessCache;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers in Redis, with Lettuce, so that each host finds the answers that others were given:
 *
 * <pre>{@code
 * Platform platform = Platform.over(dataSource)
 *     .cache(RedisAccessCache.over(client.connect()).signed(key), Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>LYSS does not rely on Redis: what it has lost or kept for too long changes no answer, and
 * nothing in it is worth a backup. If it does not answer in time, the database is asked instead,
 * and Redis again after a second.
 *
 * <p>Thread-safe. One cache serves all databases.
 */
public final class RedisAccessCache implements AccessCache {

  private static final String PREFIX = "lyss:";
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofMillis(20);
  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);

  private final StatefulRedisConnection<String, String> connection;
  private final Duration patience;
  private final @Nullable Signature signature;
  private final Pause pause = new Pause();

  private RedisAccessCache(
      StatefulRedisConnection<String, String> connection,
      Duration patience,
      @Nullable Signature signature) {
    this.connection = connection;
    this.patience = patience;
    this.signature = signature;
  }

  /**
   * A cache over a connection that the host has made, and closes. Keys begin with {@code lyss:},
   * and expire after ten minutes.
   *
   * @param connection with the codec for UTF-8, Lettuce's default; it may serve other uses as well
   */
  public static RedisAccessCache over(StatefulRedisConnection<String, String> connection) {
    return new RedisAccessCache(Objects.requireNonNull(connection, "connection"), PATIENCE, null);
  }

  /**
   * The same with another limit for how long to wait for an answer of Redis; the default is 20
   * milliseconds. A limit longer than the database takes is of no use.
   *
   * @param longest longer than zero, and at most ten seconds
   * @throws IllegalArgumentException if it is not
   */
  public RedisAccessCache patience(Duration longest) {
    if (longest.isNegative() || longest.isZero() || longest.compareTo(LONGEST_PATIENCE) > 0) {
      throw new IllegalArgumentException(
          "longest is longer than zero and at most ten seconds, not " + longest);
    }
    return new RedisAccessCache(connection, longest, signature);
  }

  /**
   * The same with signatures: an answer counts only if it was signed with this key. Without
   * signatures, anybody who can write to Redis can make up a "granted".
   *
   * @param key a secret of at least 32 bytes, the same on all hosts
   * @throws IllegalArgumentException if it is shorter
   */
  public RedisAccessCache signed(byte[] key) {
    return new RedisAccessCache(connection, patience, new Signature(key));
  }

  @Override
  public @Nullable Entry find(String key) {
    String text = pause.isOn() ? null : get(PREFIX + key);
    String own = text == null || signature == null ? text : signature.verified(text);
    return own == null ? null : Entry.of(own);
  }

  private @Nullable String get(String key) {
    try {
      RedisFuture<String> found = connection.async().get(key);
      if (found.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return found.toCompletableFuture().join();
      }
      found.cancel(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (RedisException | CompletionException | CancellationException e) {
      // treated as if it had not answered in time
    }
    pause.begin();
    return null;
  }

  /** Does not wait until it is stored. */
  @Override
  public void keep(String key, Entry entry) {
    if (pause.isOn()) {
      return;
    }
    String text = entry.text();
    try {
      connection
          .async()
          .set(
              PREFIX + key, signature == null ? text : signature.of(text), SetArgs.Builder.px(KEPT))
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  pause.begin();
                }
              });
    } catch (RedisException e) {
      pause.begin();
    }
  }
}
