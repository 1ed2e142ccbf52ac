package io.lyss.schema.isolation;

import java.util.Map;

/**
 * One scope that tries to reach the rows of another.
 *
 * @param attacker who tries, in words
 * @param role the role that the scope becomes
 * @param bind the statement that binds it
 * @param victim whose rows the attacker tries to reach, in words
 * @param theirs the condition on the victim's rows, by the oid of the table
 * @param own the condition on rows like the attacker's own
 */
record Attack(
    String attacker,
    String role,
    String bind,
    String victim,
    Map<Long, String> theirs,
    Map<Long, String> own) {

  static final String COLLEAGUE = "a colleague";
  static final String USER_OF_TENANT = "a user of the tenant";

  /**
   * Whether a refused id may reveal something. Ids are random: within a tenant they are unique for
   * all users, and nobody can guess them.
   */
  boolean knowsNoIds() {
    return victim.equals(COLLEAGUE) || victim.equals(USER_OF_TENANT);
  }
}
