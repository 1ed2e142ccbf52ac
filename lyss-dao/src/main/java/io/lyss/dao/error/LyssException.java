package io.lyss.dao.error;

import org.jspecify.annotations.Nullable;

/**
 * A call of LYSS has failed. The subclasses differ in what a caller can do about it. A failed call
 * has changed nothing; if it was part of a transaction, that has to be rolled back.
 *
 * <p>Messages and causes name tables, constraints and ids, and never the values of a row. They are
 * for logs; {@link #clientMessage} is what a client may be told.
 */
public abstract sealed class LyssException extends RuntimeException
    permits NotFoundException,
        ConflictException,
        ConstraintException,
        ScopeDeniedException,
        RetryableException,
        DatabaseException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_MESSAGE = 1_000;

  LyssException(String message, @Nullable Throwable cause) {
    super(cut(message), cause);
  }

  // a message may repeat what was given, however long that is
  private static String cut(String message) {
    return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "..." : message;
  }

  /** What a client may be told: a sentence that names no table, constraint or role. */
  public abstract String clientMessage();
}
