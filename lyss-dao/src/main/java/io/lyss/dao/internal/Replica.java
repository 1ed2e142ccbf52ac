package io.lyss.dao.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A replica: the source of its connections, how stale it may be, and whether it is in a pause.
 *
 * <p>A standby's clock does not show how stale it is: with an idle primary it looks stale, and
 * after it has lost its primary it looks fresh. So with each call the primary reports its position.
 * For a read, a replica has to have replayed the position that the primary had at the time up to
 * which the read may be stale.
 *
 * <p>Thread-safe.
 */
final class Replica {

  static final Duration MAX_STALENESS = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger("io.lyss.dao");
  private static final String BEHIND = "LY001";
  private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

  // Such a failure is an answer, which the primary would give too: a refused value, a missing
  // right, or a time limit of the host.
  private static final Set<String> ANSWERS = Set.of("57014", "42501", "02000");
  private static final Set<String> ANSWER_CLASSES = Set.of("22", "23", "54", "P0");

  private record Position(long told, String text) {}

  private final DataSource dataSource;
  private final long staleness;
  private final Deque<Position> positions = new ArrayDeque<>();
  private long asked;
  private boolean paused;
  private long pausedUntil;
  private long pause;

  Replica(DataSource dataSource, Duration maxStaleness) {
    this.dataSource = Objects.requireNonNull(dataSource, "replica");
    if (maxStaleness.isNegative() || maxStaleness.isZero()) {
      throw new IllegalArgumentException(
          "maxStaleness is longer than zero, not "
              + maxStaleness
              + ": without a replica, each read is as fresh as can be");
    }
    this.staleness = maxStaleness.toNanos();
    this.asked = System.nanoTime() - staleness;
  }

  Replica maxStaleness(Duration other) {
    return new Replica(dataSource, other);
  }

  Connection get() throws SQLException {
    return dataSource.getConnection();
  }

  /**
   * Records a position that the primary has reported.
   *
   * @param begun the time before it was asked
   */
  synchronized void told(long begun, String position) {
    Position latest = positions.peekLast();
    if (latest == null || begun - latest.told() > staleness / 8) {
      positions.addLast(new Position(begun, position));
    }
  }

  /**
   * The position that it has to have replayed for a read; null if the read is to go to the primary.
   * That is so during a pause, and if the primary has not reported its position for a while: then
   * it does so with that read.
   */
  synchronized @Nullable String required() {
    long now = System.nanoTime();
    if (paused && now - pausedUntil < 0) {
      return null;
    }
    while (!positions.isEmpty() && now - positions.peekFirst().told() > staleness) {
      positions.removeFirst();
    }
    if (positions.isEmpty()) {
      return null;
    }
    if (now - positions.peekLast().told() > staleness / 4 && now - asked > staleness / 8) {
      asked = now;
      return null;
    }
    if (paused) {
      // one read tries it, and the others wait for its result
      pausedUntil = now + pause;
    }
    return positions.peekFirst().text();
  }

  synchronized void answered() {
    paused = false;
    pause = 0;
  }

  /**
   * Whether a failed read is to be made on the primary. A replica that is down, too stale or no
   * standby gets a pause, because each read would wait for it. There is no pause if it only lacks
   * what this read has to see, or cancelled this read because of a conflict with replay.
   */
  boolean fallsBack(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    if (ANSWERS.contains(state)
        || state.length() == 5 && ANSWER_CLASSES.contains(state.substring(0, 2))) {
      return false;
    }
    if (!state.equals(BEHIND) && !state.startsWith("40")) {
      leaveAlone(failure);
    }
    return true;
  }

  private synchronized void leaveAlone(SQLException failure) {
    if (!paused) {
      LOG.log(
          Level.WARNING,
          "Reads go to the primary and not to the replica, until it answers again: {0}",
          Failures.translate(failure).getMessage());
    }
    paused = true;
    pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause * 2));
    pausedUntil = System.nanoTime() + pause;
  }
}
