package io.lyss.dao;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Logs calls that took a given time or longer. */
final class SlowCallLog implements Consumer<FinishedCall> {

  private static final Logger LOG = System.getLogger("io.lyss.dao.slow");

  private final Duration atLeast;

  SlowCallLog(Duration atLeast) {
    if (Objects.requireNonNull(atLeast, "atLeast").isNegative()) {
      throw new IllegalArgumentException("atLeast is at least zero, not " + atLeast);
    }
    this.atLeast = atLeast;
  }

  @Override
  public void accept(FinishedCall call) {
    if (call.duration().compareTo(atLeast) >= 0) {
      LOG.log(
          Level.WARNING,
          "{0} took {1} ms in the {2} database: {3}, rows: {4}",
          call.name(),
          Long.toString(call.duration().toMillis()),
          call.database(),
          call.outcome(),
          Integer.toString(call.rows()));
    }
  }
}
