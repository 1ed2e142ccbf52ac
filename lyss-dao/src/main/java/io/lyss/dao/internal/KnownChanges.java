package io.lyss.dao.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of access that a host knows: all that were committed between a first snapshot and a
 * last one, which moves on. So for an answer that is not older than the first snapshot, it is known
 * whether it still holds.
 *
 * <p>Immutable and thread-safe.
 */
final class KnownChanges {

  // With more changes, all are forgotten, and the series begins again.
  private static final int AT_MOST = 10_000;

  private static final String ANYTHING = "all";

  // The same object from the first snapshot on, however many changes come.
  private final Object series;
  private final String server;
  private final Snapshot first;
  private final Map<String, List<Long>> transactions;
  private final int size;

  private KnownChanges(
      Object series,
      String server,
      Snapshot first,
      Map<String, List<Long>> transactions,
      int size) {
    this.series = series;
    this.server = server;
    this.first = first;
    this.transactions = transactions;
    this.size = size;
  }

  static KnownChanges none(String server, Snapshot first) {
    return new KnownChanges(new Object(), server, first, Map.of(), 0);
  }

  String server() {
    return server;
  }

  boolean continues(KnownChanges other) {
    return series == other.series;
  }

  /**
   * The same, with more of them.
   *
   * @param told as {@code 4711 user:7}, between commas
   * @return this object if there are no new ones; null if there are too many
   */
  @Nullable KnownChanges with(String told) {
    if (told.isEmpty()) {
      return this;
    }
    Map<String, List<Long>> all = new HashMap<>(transactions);
    int count = size;
    for (String change : told.split(",")) {
      int space = change.indexOf(' ');
      Long transaction = Long.valueOf(change.substring(0, space));
      String subject = change.substring(space + 1);
      if (subject.startsWith(ANYTHING + ':')) {
        subject = ANYTHING;
      }
      List<Long> known = all.getOrDefault(subject, List.of());
      if (!known.contains(transaction)) {
        List<Long> more = new ArrayList<>(known);
        more.add(transaction);
        all.put(subject, List.copyOf(more));
        count++;
      }
    }
    if (count == size) {
      return this;
    }
    return count > AT_MOST ? null : new KnownChanges(series, server, first, Map.copyOf(all), count);
  }

  /** Whether an answer about these holds, as far as is known. */
  boolean allow(String ofServer, Snapshot seen, List<String> subjects) {
    if (!ofServer.equals(server) || !seen.isAsLateAs(first) || !sees(seen, ANYTHING)) {
      return false;
    }
    for (String subject : subjects) {
      if (!sees(seen, subject)) {
        return false;
      }
    }
    return true;
  }

  private boolean sees(Snapshot seen, String subject) {
    for (long transaction : transactions.getOrDefault(subject, List.of())) {
      if (!seen.sees(transaction)) {
        return false;
      }
    }
    return true;
  }
}
