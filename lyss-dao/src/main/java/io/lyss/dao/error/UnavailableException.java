package io.lyss.dao.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The database cannot be used at the moment: it cannot be reached, is shutting down, has no space,
 * or only allows reads; the pool has no connection left; or a time limit has passed. The same call
 * may succeed later; an HTTP server answers 503 with {@code Retry-After}.
 */
public final class UnavailableException extends DatabaseException {

  private static final long serialVersionUID = 1L;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /**
   * @param sqlState the SQLSTATE; empty if there is none
   */
  public UnavailableException(String message, String sqlState, @Nullable Throwable cause) {
    super(message, sqlState, cause);
  }

  /** After how long to try again: a guess. */
  public Duration retryAfter() {
    return RETRY_AFTER;
  }

  @Override
  public String clientMessage() {
    return "The service is not available at the moment; try again later";
  }
}
