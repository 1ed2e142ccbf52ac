package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * The database could not be asked: it is not reached, it is not migrated, a time limit has passed,
 * or a value has no meaning to it.
 */
public final class DatabaseException extends LyssException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public DatabaseException(String message, String sqlState, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  /** The SQLSTATE, five characters; empty where there is none. */
  public String sqlState() {
    return sqlState;
  }
}
