package io.lyss.dao;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where answers to "who may use what" are kept: in this process ({@code lyss-caffeine}), or where
 * several hosts find them ({@code lyss-redis}). A database is given one by {@code
 * Platform.cache(cache, longest)}.
 *
 * <p>It is a map, and is not trusted to be more. LYSS knows of each answer what the database had
 * committed when it was given, and of the database what has been committed since; by that it
 * decides whether an answer still holds, and asks the database where it does not know. So a cache
 * may lose entries, keep them for longer than they hold, hand out another's, or fail.
 *
 * <p>An implementation has to be thread-safe, and should answer sooner than the database would.
 */
public interface AccessCache {

  /**
   * What is kept under a key.
   *
   * @param key up to 400 characters of ASCII, without spaces
   * @return null if there is nothing, or nothing that can be had in a moment
   */
  @Nullable Entry find(String key);

  /** Keeps an entry under a key, in the place of what was there; or does not. */
  void keep(String key, Entry entry);

  /** An answer. An implementation keeps it as it is, or {@linkplain #text() its text}. */
  interface Entry {

    /** All of it, as up to 2,000 characters of ASCII, for another process. */
    String text();

    /** An entry of such a text. It may be any text: what is none of LYSS's is passed over. */
    static Entry of(String text) {
      Objects.requireNonNull(text, "text");
      return () -> text;
    }
  }
}
