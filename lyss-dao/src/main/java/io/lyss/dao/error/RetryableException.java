package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * Others got in the way: a deadlock or a serialization failure. The whole transaction, done once
 * more, may well succeed.
 */
public final class RetryableException extends LyssException {

  private static final long serialVersionUID = 1L;

  public RetryableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
