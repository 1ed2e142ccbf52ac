package io.lyss.schema;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A statement, and what one policy does with it.
 *
 * @param <U> the users of the database
 * @param policy the policy that decides
 * @param user the current user; null for system work
 * @param reason why system work is done; empty for none
 * @param rows how many rows the statement returns or changes; {@link #REFUSED} where it is refused
 */
public record PolicyCase<U>(
    String policy, @Nullable U user, String reason, String statement, int rows) {

  public static final int REFUSED = -1;

  public static <U> PolicyCase<U> of(String policy, U user, String statement, int rows) {
    return new PolicyCase<>(policy, user, "", statement, rows);
  }

  public static <U> PolicyCase<U> system(String policy, String reason, String statement, int rows) {
    return new PolicyCase<>(policy, null, reason, statement, rows);
  }

  Scoped on(Restricted<U> subject, Connection connection) {
    return user == null ? subject.asSystem(connection, reason) : subject.as(connection, user);
  }

  boolean isOutcome(Outcome outcome) {
    return rows == REFUSED
        ? outcome.denied()
        : outcome.sqlState().isEmpty() && outcome.rows() == rows;
  }

  @Override
  public String toString() {
    return policy
        + (user == null ? " for system work (" + reason + ")" : " for user " + user)
        + ": "
        + statement;
  }
}
