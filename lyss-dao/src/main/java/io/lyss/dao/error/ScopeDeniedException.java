package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/** The scope does not allow the call. Only in another scope can it succeed. */
public final class ScopeDeniedException extends LyssException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what the scope does not allow
   */
  public ScopeDeniedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String clientMessage() {
    return "You may not do this";
  }
}
