package io.lyss.dao.session;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run of a job, or of a bounded part of it.
 *
 * @param job its name
 * @param done how much it has done, in rows or months, depending on the job; empty if it failed
 * @param took how long that took
 * @param error why it failed, in the server's words
 * @param pause how long until the job is due again
 */
public record JobRun(
    String job, OptionalLong done, Duration took, Optional<String> error, Duration pause) {}
