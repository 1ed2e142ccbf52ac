package io.lyss.dao;

import java.time.Duration;

/**
 * How a call went.
 *
 * @param name the method that was called, as {@code ProviderDao.canUserAccessProvider}; a method
 *     that does no more than call another has its name
 * @param database the database that it went to, as {@code platform}
 * @param duration how long it took: until there was a connection, and until the answer was read
 * @param rows how many rows the answer has, or were changed where it has none; none if it failed
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
