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
 * @param keep how long what it deletes is kept; of retention, empty for ever
 * @param hold why it may not run
 * @param startedAt time of its last run
 * @param took how long that took
 * @param done how much that has done: rows, months, whatever it is about
 * @param error why that failed
 * @param succeededAt time of its last run that has not failed
 * @param failures how many runs have failed since the last one that did not
 * @param dueAt when it is due; empty for at once
 * @param due whether it is due
 * @param overdue whether it should have succeeded, and once more since: an alarm
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
