package io.lyss.dao.internal;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The transactions that a statement has seen: PostgreSQL's {@code pg_snapshot}. Of two snapshots of
 * one server, the later one sees all that the earlier one sees.
 */
final class Snapshot {

  private final long firstRunning;
  private final long firstToCome;
  private final long[] running;
  private final String text;

  private Snapshot(long firstRunning, long firstToCome, long[] running, String text) {
    this.firstRunning = firstRunning;
    this.firstToCome = firstToCome;
    this.running = running;
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text is no snapshot
   */
  static Snapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("no snapshot");
    }
    long[] running =
        parts[2].isEmpty()
            ? new long[0]
            : Stream.of(parts[2].split(",", -1)).mapToLong(Long::parseLong).sorted().toArray();
    return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running, text);
  }

  boolean sees(long transaction) {
    return transaction < firstRunning
        || transaction < firstToCome && Arrays.binarySearch(running, transaction) < 0;
  }

  /** Whether it sees all that the other one does. */
  boolean isAsLateAs(Snapshot other) {
    if (firstToCome < other.firstToCome) {
      return false;
    }
    for (long transaction : running) {
      if (other.sees(transaction)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
