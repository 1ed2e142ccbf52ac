package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * A schema, table, column, function or role is not there: the schema is older than this version of
 * LYSS, or newer, or was changed by something else than a migration, or the host's own statement
 * names what there is not.
 *
 * <p>The message says which, and at which version the schema is; of a call in a transaction, only
 * which version is needed. Nothing is asked before a call fails.
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
