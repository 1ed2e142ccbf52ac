package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * The call failed in the database for a reason that its caller can do nothing about. The subclasses
 * say what helps.
 */
public sealed class DatabaseException extends LyssException
    permits UnavailableException, NotMigratedException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  /**
   * @param sqlState the SQLSTATE; empty if there is none
   */
  public DatabaseException(String message, String sqlState, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  @Override
  public String clientMessage() {
    return "The request failed";
  }

  /** The SQLSTATE, five characters; empty if there is none. */
  public String sqlState() {
    return sqlState;
  }
}
