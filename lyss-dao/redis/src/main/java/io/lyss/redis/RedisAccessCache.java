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
 * Keeps answers in Redis, with Lettuce, so that each host finds what another has asked:
 *
 * <pre>{@code
 * Platform platform = Platform.over(dataSource)
 *     .cache(RedisAccessCache.over(client.connect()).signed(key), Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>Redis is asked to remember, and for nothing else: what it has lost, kept for too long, or got
 * from somebody else changes no answer. While it does not answer in time, the database is asked,
 * and Redis again a second later. Nothing in it is worth a backup.
 *
 * <p>Immutable but for that, and thread-safe. One is enough for all databases.
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
   * One over a connection that the host has made, and closes. Keys begin with {@code lyss:}, and
   * expire after ten minutes.
   *
   * @param connection with the codec for UTF-8, which is Lettuce's own; it may be used for other
   *     things as well
   */
  public static RedisAccessCache over(StatefulRedisConnection<String, String> connection) {
    return new RedisAccessCache(Objects.requireNonNull(connection, "connection"), PATIENCE, null);
  }

  /**
   * The same with another limit for how long an answer of Redis is waited for; 20 milliseconds
   * without. Longer than the database takes is of no use.
   *
   * @param longest longer than nothing, and ten seconds at most
   * @throws IllegalArgumentException if it is not
   */
  public RedisAccessCache patience(Duration longest) {
    if (longest.isNegative() || longest.isZero() || longest.compareTo(LONGEST_PATIENCE) > 0) {
      throw new IllegalArgumentException(
          "longest is longer than nothing, and ten seconds at most, not " + longest);
    }
    return new RedisAccessCache(connection, longest, signature);
  }

  /**
   * The same with signatures: an answer counts only if it was written with that key. Without them,
   * whoever can write to Redis can make up a "granted".
   *
   * @param key a secret of 32 bytes at least, the same on all hosts
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
      // it is left alone as if it had not answered
    }
    pause.begin();
    return null;
  }

  /** Nobody waits for it. */
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
