package io.lyss.dao.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job that a database needs from time to time.
 *
 * @param does what it does, in a sentence
 * @param every how often it is due
 * @param keep how long rows are kept before it deletes them; for retention, empty means for ever
 * @param hold why it must not run; empty if it may
 * @param startedAt time of its last run
 * @param took how long its last run took
 * @param done how much its last run has done, in rows or months, depending on the job
 * @param error why its last run failed; empty if it succeeded
 * @param succeededAt time of its last run that succeeded
 * @param failures how many runs have failed since then
 * @param dueAt when it is due; empty for at once
 * @param due whether it is due
 * @param overdue whether it has not succeeded for so long that a further run was due since: raise
 *     an alarm
 */
public record Job(
    String name,
    String does,
    Duration every,
    Optional<Duration> keep,
    Optional<String> hold,
    Optional<Instant> startedAt,
    Optional<Duration> took,
    OptionalLong done,
    Optional<String> error,
    Optional<Instant> succeededAt,
    int failures,
    Optional<Instant> dueAt,
    boolean due,
    boolean overdue) {}
