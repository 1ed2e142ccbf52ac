package io.lyss.examples.quickstart;

import io.lyss.schema.LyssMigrationException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Writes a failure as one line: what went wrong, and what to do. */
final class Failure {

  private Failure() {}

  static String line(Throwable failure) {
    return onOneLine(text(failure));
  }

  private static String text(Throwable failure) {
    @Nullable SQLException sql = find(failure, SQLException.class);
    // The message of a migration itself says which file failed, and what a DBA has to grant.
    if (sql == null || failure instanceof LyssMigrationException) {
      return message(failure);
    }
    String state = String.valueOf(sql.getSQLState());
    // the driver's messages end in a full stop, the server's do not
    String message = message(failure).replaceFirst("\\.$", "");
    return switch (state) {
      case "08001", "08006" -> message + advice("is the server running, and is --url right?");
      case "28P01", "28000", "08004" ->
          message + advice("check --user, the password in PGPASSWORD, and pg_hba.conf");
      case "3D000" -> message + advice("create it, or name another database in --url");
      case "42501" -> message + advice("give the login that right, or take another with --user");
      case "53100" ->
          message + advice("the server's disk is full: free some space and run it again");
      case "53300" -> message + advice("the server has no connection to spare; try again later");
      default -> message;
    };
  }

  private static String advice(String text) {
    return "; " + text;
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static String onOneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
