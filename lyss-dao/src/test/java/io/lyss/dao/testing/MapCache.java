package io.lyss.dao.testing;

import io.lyss.dao.AccessCache;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A cache that keeps everything, which a test can read and change. */
public final class MapCache implements AccessCache {

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final boolean asTexts;

  private MapCache(boolean asTexts) {
    this.asTexts = asTexts;
  }

  /** One that keeps entries as they are, as a cache in this process does. */
  public static MapCache ofEntries() {
    return new MapCache(false);
  }

  /** One that keeps their texts, as a cache that several hosts share does. */
  public static MapCache ofTexts() {
    return new MapCache(true);
  }

  @Override
  public @Nullable Entry find(String key) {
    return entries.get(key);
  }

  @Override
  public void keep(String key, Entry entry) {
    entries.put(key, asTexts ? Entry.of(entry.text()) : entry);
  }

  /** What is in it. */
  public Map<String, Entry> entries() {
    return entries;
  }
}
