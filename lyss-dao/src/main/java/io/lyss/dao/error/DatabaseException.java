package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * The call failed in the database for another reason: it cannot be reached, it is not migrated, or
 * a time limit has passed.
 */
public final class DatabaseException extends LyssException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public DatabaseException(String message, String sqlState, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  /** The SQLSTATE, five characters; empty if there is none. */
  public String sqlState() {
    return sqlState;
  }
}
