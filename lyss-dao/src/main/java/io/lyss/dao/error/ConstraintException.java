package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * The database refuses the values: one is too long, too deep, out of range or not of its type, a
 * check fails, or a row that is referred to does not exist.
 */
public final class ConstraintException extends LyssException {

  private static final long serialVersionUID = 1L;

  private final String constraint;

  /**
   * @param constraint the constraint, the column, or the argument; empty if there is none
   */
  public ConstraintException(String message, String constraint, @Nullable Throwable cause) {
    super(message, cause);
    this.constraint = constraint;
  }

  /**
   * The constraint, the column that needs a value, or the argument that is not a valid text; empty
   * for anything else.
   */
  public String constraint() {
    return constraint;
  }

  @Override
  public String clientMessage() {
    return "A value is not accepted";
  }
}
