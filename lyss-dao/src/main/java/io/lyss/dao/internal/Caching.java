package io.lyss.dao.internal;

import io.lyss.dao.AccessCache;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A cache that a host has given a database, with what is known of each schema. Thread-safe. */
final class Caching {

  private static final Duration MOST = Duration.ofMinutes(1);

  private final AccessCache cache;
  private final Duration longest;
  private final Map<String, Answers> bySchema = new ConcurrentHashMap<>();

  Caching(AccessCache cache, Duration longest) {
    this.cache = Objects.requireNonNull(cache, "cache");
    if (longest.isNegative() || longest.isZero() || longest.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "longest is longer than nothing, and a minute at most, not " + longest);
    }
    this.longest = longest;
  }

  Answers of(String schema) {
    Answers known = bySchema.get(schema);
    return known != null
        ? known
        : bySchema.computeIfAbsent(schema, name -> new Answers(cache, name, longest));
  }
}
