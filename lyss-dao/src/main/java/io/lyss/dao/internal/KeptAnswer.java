package io.lyss.dao.internal;

import io.lyss.dao.AccessCache;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it is cached: the question, the answer, and the server and snapshot that it comes
 * from.
 */
final class KeptAnswer implements AccessCache.Entry {

  // the entries of another version begin differently
  private static final String FORMAT = "lyss1";
  private static final int PARTS = 6;

  // what AccessCache.Entry promises
  private static final int LONGEST = 2_000;

  private final String key;
  private final String answer;
  private final long endsAt;
  private final String server;
  private final Snapshot snapshot;

  // The parsed answer. The key determines its type.
  private volatile @Nullable Object value;

  // The changes after which it was found to hold. Later changes are another object.
  private volatile @Nullable KnownChanges compared;

  /**
   * @param answer a word
   * @param endsAt when it ends by itself, by the clock of the database, in microseconds since 1970;
   *     {@link Long#MAX_VALUE} for never
   */
  KeptAnswer(String key, String answer, long endsAt, String server, Snapshot snapshot) {
    this.key = key;
    this.answer = answer;
    this.endsAt = endsAt;
    this.server = server;
    this.snapshot = snapshot;
  }

  /** Parses the entry of a key; null if it is not an answer to that key. */
  static @Nullable KeptAnswer read(String key, AccessCache.Entry entry) {
    KeptAnswer answer = entry instanceof KeptAnswer own ? own : parse(entry.text());
    return answer != null && answer.key.equals(key) ? answer : null;
  }

  private static @Nullable KeptAnswer parse(String text) {
    String[] parts = text.split(" ", PARTS + 1);
    if (parts.length != PARTS || !parts[0].equals(FORMAT)) {
      return null;
    }
    try {
      return new KeptAnswer(
          parts[5], parts[1], Long.parseLong(parts[2]), parts[3], Snapshot.parse(parts[4]));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The parsed answer; null if it does not fit the question. */
  @SuppressWarnings("unchecked")
  <T> @Nullable T answer(Function<String, @Nullable T> read) {
    Object known = value;
    if (known == null) {
      known = read.apply(answer);
      value = known;
    }
    return (T) known;
  }

  boolean isShort() {
    return text().length() <= LONGEST;
  }

  /**
   * Whether the answer still holds.
   *
   * @param now the time that the clock of the database shows at most
   */
  boolean holds(KnownChanges changes, Supplier<List<String>> subjects, long now) {
    if (now >= endsAt) {
      return false;
    }
    if (compared == changes) {
      return true;
    }
    if (!changes.allow(server, snapshot, subjects.get())) {
      return false;
    }
    compared = changes;
    return true;
  }

  @Override
  public String text() {
    return String.join(
        " ", FORMAT, answer, Long.toString(endsAt), server, snapshot.toString(), key);
  }

  @Override
  public String toString() {
    return text();
  }
}
