package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * Something with the same name is there already, or somebody else has changed the row meanwhile.
 */
public final class ConflictException extends LyssException {

  private static final long serialVersionUID = 1L;

  private final String constraint;

  public ConflictException(String message, String constraint, @Nullable Throwable cause) {
    super(message, cause);
    this.constraint = constraint;
  }

  /** The unique constraint or index that stands in the way; empty for a change meanwhile. */
  public String constraint() {
    return constraint;
  }
}
