package io.lyss.examples.quickstart;

import java.sql.SQLException;

/** An {@link SQLException} on its way to {@link Failure}, which says what to do about it. */
final class SqlFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SqlFailure(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
