package io.lyss.dao;

import java.time.Duration;

/**
 * How a call went.
 *
 * @param name the method that was called, as {@code ProviderDao.canUserAccessProvider}; for a
 *     method that only calls another one, the name of that one
 * @param database the database that it went to, as {@code platform}
 * @param duration how long it took, from the wait for a connection until the answer was read
 * @param rows how many rows the answer has, or how many were changed if it has none; 0 if the call
 *     failed
 * @param outcome {@value #OK}, or the simple name of the exception that was thrown
 * @param route which server it went to; always the primary where there is no replica
 */
public record FinishedCall(
    String name, String database, Duration duration, int rows, String outcome, Route route) {

  /** The outcome of a call that did not fail. */
  public static final String OK = "ok";

  /** Whether the call threw an exception. */
  public boolean hasFailed() {
    return !outcome.equals(OK);
  }
}
