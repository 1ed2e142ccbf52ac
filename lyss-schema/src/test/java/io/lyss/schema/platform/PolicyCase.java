package io.lyss.schema.platform;

import io.lyss.schema.Outcome;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A statement, and what one policy does with it.
 *
 * @param policy the policy that decides
 * @param user the current user, as bound; empty for system work
 * @param reason why system work is done; empty for none
 * @param rows how many rows the statement returns or changes; {@link #REFUSED} where it is refused
 */
record PolicyCase(
    String policy, String role, String user, String reason, String statement, int rows) {

  static final int REFUSED = -1;

  static PolicyCase user(String policy, int user, String statement, int rows) {
    return new PolicyCase(policy, Scoped.USERS, Integer.toString(user), "", statement, rows);
  }

  static PolicyCase system(String policy, String reason, String statement, int rows) {
    return new PolicyCase(policy, Scoped.SYSTEM, "", reason, statement, rows);
  }

  static List<PolicyCase> all() {
    return Stream.of(
            PoliciesOfPeople.CASES,
            PoliciesOfProviders.CASES,
            PoliciesOfConversations.CASES,
            PoliciesOfRecords.CASES,
            PoliciesOfSystemWork.CASES)
        .flatMap(List::stream)
        .toList();
  }

  Scoped on(Connection connection) {
    return Scoped.as(connection, role, user, reason);
  }

  boolean isOutcome(Outcome outcome) {
    return rows == REFUSED
        ? outcome.denied()
        : outcome.sqlState().isEmpty() && outcome.rows() == rows;
  }

  @Override
  public String toString() {
    return policy
        + (user.isEmpty() ? " for system work (" + reason + ")" : " for user " + user)
        + ": "
        + statement;
  }
}
