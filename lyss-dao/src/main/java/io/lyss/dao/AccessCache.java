package io.lyss.dao;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers to "who may use what": in this process ({@code lyss-caffeine}), or where several
 * hosts find them ({@code lyss-redis}). {@code Platform.cache(cache, longest)} gives one to a
 * database.
 *
 * <p>LYSS needs no more of it than of a map. With each answer it stores what the database had
 * committed at that time, and it knows what has been committed since. From the two it decides
 * whether an answer still holds; where it cannot, it asks the database. So a cache may lose
 * entries, keep them too long, return the entry of another key, or fail.
 *
 * <p>An implementation has to be thread-safe, and should answer sooner than the database would.
 */
public interface AccessCache {

  /**
   * The entry under a key.
   *
   * @param key up to 400 characters of ASCII, without spaces
   * @return null if there is none, or it cannot be read at once
   */
  @Nullable Entry find(String key);

  /** Stores an entry under a key and replaces an earlier one. It may as well store nothing. */
  void keep(String key, Entry entry);

  /** An answer. An implementation keeps it as it is, or {@linkplain #text() its text}. */
  interface Entry {

    /** The whole entry as up to 2,000 characters of ASCII, for another process. */
    String text();

    /**
     * The entry that a text stands for. Any text is allowed: LYSS ignores an entry that it has not
     * written.
     */
    static Entry of(String text) {
      Objects.requireNonNull(text, "text");
      return () -> text;
    }
  }
}
