package io.lyss.dao.session;

import java.time.Duration;
import java.util.Optional;

/**
 * How a job is to run. An empty setting stays as it is.
 *
 * @param every how often it is due; a second at least
 * @param keep how long rows are kept before the job deletes them; for retention, from a month of 30
 *     days to 2,000 years ({@link JobDao#keepAll} keeps for ever)
 */
public record JobSettings(Optional<Duration> every, Optional<Duration> keep) {

  /** Everything as it is. */
  public static final JobSettings UNCHANGED = new JobSettings(Optional.empty(), Optional.empty());

  /** The same with another interval between two runs. */
  public JobSettings withEvery(Duration value) {
    return new JobSettings(Optional.of(value), keep);
  }

  /** The same with another period for which rows are kept. */
  public JobSettings withKeep(Duration value) {
    return new JobSettings(every, Optional.of(value));
  }
}
