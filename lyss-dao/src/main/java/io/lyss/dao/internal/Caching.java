package io.lyss.dao.internal;

import io.lyss.dao.AccessCache;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache that a host has given a database, with what is known of each schema, or of each tenant in
 * it. Thread-safe.
 */
final class Caching {

  private static final Duration MOST = Duration.ofMinutes(1);

  private final AccessCache cache;
  private final Duration longest;
  // For how many tenants changes are known. For a further one, all cached answers are asked again.
  private static final int TENANTS = 10_000;

  private final Map<String, Answers> known = new ConcurrentHashMap<>();

  Caching(AccessCache cache, Duration longest) {
    this.cache = Objects.requireNonNull(cache, "cache");
    if (longest.isNegative() || longest.isZero() || longest.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "longest is longer than zero and at most a minute, not " + longest);
    }
    this.longest = longest;
  }

  Answers of(String schema) {
    return of(schema, schema);
  }

  Answers of(String schema, UUID tenant) {
    return of(schema + '/' + tenant, schema);
  }

  private Answers of(String what, String schema) {
    Answers answers = known.get(what);
    if (answers != null) {
      return answers;
    }
    if (known.size() >= TENANTS) {
      forgetAny();
    }
    return known.computeIfAbsent(what, name -> new Answers(cache, schema, longest));
  }

  /**
   * Forgets any one tenant. A call that uses its answers meanwhile goes on with them, and they
   * still hold.
   */
  private void forgetAny() {
    Iterator<String> any = known.keySet().iterator();
    if (any.hasNext()) {
      any.next();
      any.remove();
    }
  }
}
