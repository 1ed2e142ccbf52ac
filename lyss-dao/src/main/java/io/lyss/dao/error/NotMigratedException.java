package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * A schema, table, column, function or role is missing: the schema is older than this version of
 * LYSS, or newer, it was changed by something other than a migration, or a statement of the host
 * names something that does not exist.
 *
 * <p>The message names it and the version of the schema; for a call in a transaction, it says only
 * which version is needed. The version is not read before a call fails.
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
