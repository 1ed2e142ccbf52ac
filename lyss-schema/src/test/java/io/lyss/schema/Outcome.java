package io.lyss.schema;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The outcome of a statement.
 *
 * @param rows how many rows it returned or changed; 0 if it was refused
 * @param sqlState why it was refused; empty if it was not
 * @param constraint the constraint or unique index that refused it; empty if none did
 * @param text all that the server tells the client: message, detail, hint and context
 */
public record Outcome(int rows, String sqlState, String constraint, String text) {

  public static final String DENIED = "42501";

  public static Outcome done(int rows) {
    return new Outcome(rows, "", "", "");
  }

  public static Outcome refused(SQLException e) {
    @Nullable ServerErrorMessage server =
        e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    @Nullable String constraint = server == null ? null : server.getConstraint();
    return new Outcome(
        0,
        e.getSQLState(),
        constraint == null ? "" : constraint,
        server == null ? e.getMessage() : server.toString());
  }

  public boolean denied() {
    return sqlState.equals(DENIED);
  }

  /** Nothing was seen or changed, whether that was refused or simply found no row. */
  public boolean harmless() {
    return rows == 0;
  }
}
