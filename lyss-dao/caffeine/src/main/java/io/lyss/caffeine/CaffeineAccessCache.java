package io.lyss.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lyss.dao.AccessCache;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers in this process, with Caffeine:
 *
 * <pre>{@code
 * Platform platform = Platform.over(dataSource)
 *     .cache(CaffeineAccessCache.ofAtMost(100_000), Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>Thread-safe. One cache serves all databases.
 */
public final class CaffeineAccessCache implements AccessCache {

  // An answer that nobody asks for is of no use; one that is asked for stays while it is valid.
  private static final Duration UNUSED = Duration.ofMinutes(10);

  private final Cache<String, Entry> cache;

  private CaffeineAccessCache(Cache<String, Entry> cache) {
    this.cache = cache;
  }

  /**
   * A cache that drops answers which nobody has asked for in ten minutes, and the least useful ones
   * where there are too many.
   *
   * @param answers how many it keeps, about 500 bytes each; at least 1
   * @throws IllegalArgumentException if it is less than 1
   */
  public static CaffeineAccessCache ofAtMost(long answers) {
    if (answers < 1) {
      throw new IllegalArgumentException("answers is at least 1, not " + answers);
    }
    return over(Caffeine.newBuilder().maximumSize(answers).expireAfterAccess(UNUSED).build());
  }

  /**
   * A cache over one that the host has built, which decides itself what is dropped, and may count
   * hits.
   */
  public static CaffeineAccessCache over(Cache<String, Entry> cache) {
    return new CaffeineAccessCache(Objects.requireNonNull(cache, "cache"));
  }

  @Override
  public @Nullable Entry find(String key) {
    return cache.getIfPresent(key);
  }

  @Override
  public void keep(String key, Entry entry) {
    cache.put(key, entry);
  }
}
