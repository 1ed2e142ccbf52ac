package io.lyss.dao.internal;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotMigratedException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.error.UnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Translates failures by SQLSTATE. A value at the end of the server's message is cut off, and the
 * detail is left out, because both repeat values of the row.
 */
final class Failures {

  // such as JSON that is nested too deep
  private static final String TOO_LARGE = "54";

  // "set role" fails as any parameter does that is invalid
  private static final Pattern NO_SUCH_ROLE = Pattern.compile("role \".*\" does not exist");

  static final String READ_ONLY = "25006";

  /**
   * A constraint in the message of a node; Citus passes the message on without the constraint's own
   * field. A shard's constraint has the shard's number after its name. If that would be too long, a
   * hash stands before the number.
   */
  private static final Pattern CONSTRAINT_OF_NODE =
      Pattern.compile("constraint \"(\\w+?)(?:(_[0-9a-f]{8})?_\\d{6,})?\"");

  private static final Pattern COLUMN_OF_NODE = Pattern.compile("column \"(\\w+)\" of relation");

  // query_canceled, and a transaction that only reads, was idle or lasted too long
  private static final Set<String> UNAVAILABLE = Set.of("57014", READ_ONLY, "25P03", "25P04");

  private Failures() {}

  static LyssException translate(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    @Nullable ServerErrorMessage server =
        failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    SQLException cause = withoutValues(failure, state, server);
    String message = String.valueOf(cause.getMessage());
    String hint = server == null || server.getHint() == null ? "" : ". " + server.getHint();
    switch (state) {
      case "23505" -> {
        String constraint = constraint(server);
        // a function that raises it says why; PostgreSQL itself names the table, or in the message
        boolean raised =
            server != null
                && server.getTable() == null
                && !CONSTRAINT_OF_NODE.matcher(message).find();
        String why =
            raised
                ? "It conflicts with what is stored: " + message + ": "
                : "Another row has the same values already: ";
        return new ConflictException(why + constraint, constraint, cause);
      }
      case "40001", "40P01", "55P03" -> {
        return new RetryableException(
            "Others got in the way (" + message + "); do the whole transaction once more", cause);
      }
      case "42501" -> {
        return message.startsWith("permission denied to set role")
            ? new ScopeDeniedException(
                "The application's login cannot take on the scope: "
                    + message
                    + ". Work without a user takes the login for jobs; the login for requests of users is"
                    + " granted authenticated_users alone, \"with inherit false, set true\"",
                cause)
            : new ScopeDeniedException("The scope does not allow it: " + message + hint, cause);
      }
      // no such table, function, schema, column or type; or two functions that it may be, where
      // one with older parameters has stayed
      case "42P01", "42883", "3F000", "42703", "42704", "42725" -> {
        return notMigrated(message, state, cause);
      }
      case "22023" -> {
        if (NO_SUCH_ROLE.matcher(message).matches()) {
          return notMigrated(message, state, cause);
        }
      }
      default -> {
        // decided by their class below
      }
    }
    if (state.startsWith("23") || state.startsWith("22") || state.startsWith(TOO_LARGE)) {
      String constraint = constraint(server);
      // a function that raises a constraint's error names the constraint beside its message
      String named = message.contains(constraint) ? message : message + ": " + constraint;
      return new ConstraintException(
          "The database refuses the values: " + named + hint, constraint, cause);
    }
    return isUnavailable(failure, state)
        ? new UnavailableException(message + hint, state, cause)
        : new DatabaseException(message + hint, state, cause);
  }

  static DatabaseException inTransactionThatOnlyReads(SQLException failure) {
    return new DatabaseException(
        "The transaction of the host only reads: begin one that may write, in Spring without readOnly",
        READ_ONLY,
        failure);
  }

  private static NotMigratedException notMigrated(String message, String state, SQLException e) {
    return new NotMigratedException(
        message + ". Has this database been migrated by this version of LYSS?", state, e);
  }

  private static boolean isUnavailable(SQLException failure, String state) {
    return UNAVAILABLE.contains(state)
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        // a pool that has no connection left, or none in time
        || failure instanceof SQLTransientException;
  }

  private static String constraint(@Nullable ServerErrorMessage server) {
    if (server == null) {
      return "";
    }
    if (server.getConstraint() != null) {
      return server.getConstraint();
    }
    if (server.getColumn() != null) {
      return server.getColumn();
    }
    return String.valueOf(server.getSQLState()).startsWith("23")
        ? constraintOfNode(String.valueOf(server.getMessage()))
        : "";
  }

  private static String constraintOfNode(String message) {
    Matcher constraint = CONSTRAINT_OF_NODE.matcher(message);
    if (constraint.find()) {
      return constraint.group(2) == null ? constraint.group(1) : "";
    }
    Matcher column = COLUMN_OF_NODE.matcher(message);
    return column.find() ? column.group(1) : "";
  }

  private static SQLException withoutValues(
      SQLException failure, String state, @Nullable ServerErrorMessage server) {
    if (server == null) {
      return failure;
    }
    String message = String.valueOf(server.getMessage());
    if (state.startsWith("22") && message.contains(": \"")) {
      // invalid input syntax for type inet: "what was given"
      message = message.substring(0, message.indexOf(": \""));
    }
    SQLException cause = new SQLException(message, state, failure.getErrorCode());
    cause.setStackTrace(failure.getStackTrace());
    return cause;
  }
}
