package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * Another row has the same unique values, something else is stored under the same id, or the row
 * was changed since it was read.
 */
public final class ConflictException extends LyssException {

  private static final long serialVersionUID = 1L;

  private final String constraint;

  /**
   * @param constraint the unique constraint or index; empty if none is named
   */
  public ConflictException(String message, String constraint, @Nullable Throwable cause) {
    super(message, cause);
    this.constraint = constraint;
  }

  /** The unique constraint or index; empty if the row was changed since it was read. */
  public String constraint() {
    return constraint;
  }

  @Override
  public String clientMessage() {
    return "It conflicts with what is stored already";
  }
}
