package io.lyss.dao.error;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of LYSS has failed. The subclasses differ in what a caller can do about it. A failed call
 * has changed nothing; if it was part of a transaction, that has to be rolled back.
 *
 * <p>Messages and causes name tables, constraints and ids, and never the values of a row. They are
 * one line of at most some 500 characters, for logs; {@link #clientMessage} is what a client may be
 * told.
 */
public abstract sealed class LyssException extends RuntimeException
    permits NotFoundException,
        ConflictException,
        ConstraintException,
        ScopeDeniedException,
        RetryableException,
        DatabaseException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_MESSAGE = 500;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  LyssException(String message, @Nullable Throwable cause) {
    super(line(message), cause);
  }

  /**
   * A message may repeat what was given, however long that is and whatever it would do to a log: it
   * is one line, which reads from left to right.
   */
  private static String line(String message) {
    String cut =
        message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "..." : message;
    return CONTROL.matcher(cut).replaceAll(" ");
  }

  /** What a client may be told: a sentence that names no table, constraint or role. */
  public abstract String clientMessage();
}
