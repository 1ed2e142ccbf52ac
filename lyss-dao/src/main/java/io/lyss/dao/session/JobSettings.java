package io.lyss.dao.session;

import java.time.Duration;
import java.util.Optional;

/**
 * How a job runs; what is empty is as by default.
 *
 * @param every how often it is due; a second at least
 * @param keep how long what it deletes is kept; of retention, a month of 30 days at least
 * @param hold why it may not run, such as a legal hold: what it would drop is dropped by nobody
 */
public record JobSettings(
    Optional<Duration> every, Optional<Duration> keep, Optional<String> hold) {

  /** Everything as by default. */
  public static final JobSettings DEFAULT =
      new JobSettings(Optional.empty(), Optional.empty(), Optional.empty());

  /** The same with another interval between two runs. */
  public JobSettings withEvery(Duration value) {
    return new JobSettings(Optional.of(value), keep, hold);
  }

  /** The same with another time for which rows are kept. */
  public JobSettings withKeep(Duration value) {
    return new JobSettings(every, Optional.of(value), hold);
  }

  /** The same, and nothing is dropped until the hold is taken away. */
  public JobSettings withHold(String reason) {
    return new JobSettings(every, keep, Optional.of(reason));
  }
}
