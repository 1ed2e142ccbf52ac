package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * A deadlock, a serialization failure, or a lock that was not free in time. The whole transaction
 * may succeed if it is repeated.
 */
public final class RetryableException extends LyssException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what prevented the call
   */
  public RetryableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String clientMessage() {
    return "Others got in the way; try again";
  }
}
