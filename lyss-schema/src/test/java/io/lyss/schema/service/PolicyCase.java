package io.lyss.schema.service;

import io.lyss.schema.Outcome;
import io.lyss.schema.Scoped;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A statement, and what one policy does with it.
 *
 * @param policy the policy that decides
 * @param persona the current user; null for system work
 * @param reason why system work is done; empty for none
 * @param rows how many rows the statement returns or changes; {@link #REFUSED} where it is refused
 */
public record PolicyCase(
    String policy, @Nullable Persona persona, String reason, String statement, int rows) {

  public static final int REFUSED = -1;

  public static PolicyCase of(String policy, Persona persona, String statement, int rows) {
    return new PolicyCase(policy, persona, "", statement, rows);
  }

  public static PolicyCase system(String policy, String reason, String statement, int rows) {
    return new PolicyCase(policy, null, reason, statement, rows);
  }

  Scoped on(Subject subject, Connection connection) {
    return persona == null ? subject.asSystem(connection, reason) : subject.as(connection, persona);
  }

  boolean isOutcome(Outcome outcome) {
    return rows == REFUSED
        ? outcome.denied()
        : outcome.sqlState().isEmpty() && outcome.rows() == rows;
  }

  @Override
  public String toString() {
    return policy
        + (persona == null ? " for system work (" + reason + ")" : " for " + persona)
        + ": "
        + statement;
  }
}
