package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * A deadlock or a serialization failure with another transaction, or a lock that was not free in
 * time. The whole transaction may succeed when it is repeated.
 */
public final class RetryableException extends LyssException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what got in the way
   */
  public RetryableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String clientMessage() {
    return "Others got in the way; try again";
  }
}
