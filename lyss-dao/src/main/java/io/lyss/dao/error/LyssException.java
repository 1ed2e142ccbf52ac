package io.lyss.dao.error;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of LYSS has failed. The subclasses differ in what a caller can do about it. A failed call
 * has changed nothing; if it was part of a transaction, that has to be rolled back.
 *
 * <p>Messages and causes name tables, constraints and ids, and never the values of a row. They are
 * one line of at most some 500 characters, for logs; {@link #clientMessage} may be shown to a
 * client.
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
   * A message may repeat an argument of any length and content. So that it cannot spoil a log, it
   * is made one line that reads from left to right.
   */
  private static String line(String message) {
    String cut =
        message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "..." : message;
    return CONTROL.matcher(cut).replaceAll(" ");
  }

  /** A sentence that may be shown to a client. It names no table, constraint or role. */
  public abstract String clientMessage();
}
