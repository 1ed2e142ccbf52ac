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
 * <p>Immutable but for what it keeps, and thread-safe. One is enough for all databases.
 */
public final class CaffeineAccessCache implements AccessCache {

  // What nobody asks for is of no use; what is asked for is kept while it holds.
  private static final Duration UNUSED = Duration.ofMinutes(10);

  private final Cache<String, Entry> cache;

  private CaffeineAccessCache(Cache<String, Entry> cache) {
    this.cache = cache;
  }

  /**
   * One that drops what was not asked for in ten minutes, and the least useful answers where there
   * are too many.
   *
   * @param answers how many it keeps, of about 500 bytes each; 1 at least
   * @throws IllegalArgumentException if that is less
   */
  public static CaffeineAccessCache ofAtMost(long answers) {
    if (answers < 1) {
      throw new IllegalArgumentException("answers is 1 at least, not " + answers);
    }
    return over(Caffeine.newBuilder().maximumSize(answers).expireAfterAccess(UNUSED).build());
  }

  /** One over a cache that the host has built, to say itself what is dropped, and to count hits. */
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
