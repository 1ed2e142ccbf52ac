package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/** The scope does not allow it. Asking again helps only in another scope. */
public final class ScopeDeniedException extends LyssException {

  private static final long serialVersionUID = 1L;

  public ScopeDeniedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
