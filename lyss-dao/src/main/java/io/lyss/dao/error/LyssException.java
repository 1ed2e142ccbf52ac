package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * Something that LYSS was asked for and did not do. The subclasses tell apart what a caller can do
 * about it. What failed has changed nothing; in a transaction, that has to be rolled back.
 *
 * <p>Messages and causes name tables, constraints and ids, and never the values of a row.
 */
public abstract sealed class LyssException extends RuntimeException
    permits NotFoundException,
        ConflictException,
        ConstraintException,
        ScopeDeniedException,
        RetryableException,
        DatabaseException {

  private static final long serialVersionUID = 1L;

  LyssException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
