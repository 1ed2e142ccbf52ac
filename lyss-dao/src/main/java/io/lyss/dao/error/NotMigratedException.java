package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * A schema, table, function or role is not there: the database was not migrated by this version of
 * LYSS, or the call names a table that there is not.
 */
public final class NotMigratedException extends DatabaseException {

  private static final long serialVersionUID = 1L;

  /**
   * @param sqlState the SQLSTATE
   */
  public NotMigratedException(String message, String sqlState, @Nullable Throwable cause) {
    super(message, sqlState, cause);
  }
}
