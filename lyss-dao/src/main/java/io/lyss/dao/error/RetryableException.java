package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * A deadlock or a serialization failure with another transaction. The whole transaction may succeed
 * when it is repeated.
 */
public final class RetryableException extends LyssException {

  private static final long serialVersionUID = 1L;

  public RetryableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String clientMessage() {
    return "Others got in the way; try again";
  }
}
