package io.lyss.schema.isolation;

import java.util.Map;

/**
 * One scope that tries to reach the rows of another.
 *
 * @param attacker who tries, in words
 * @param role the role that the scope becomes
 * @param bind the statement that binds it
 * @param victim whose rows those are, in words
 * @param theirs by oid of a table, the condition on the victim's rows
 * @param own the condition on rows like those that the attacker has
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

  /** Ids are random: within a tenant they are unique together, and nobody can guess them. */
  boolean knowsNoIds() {
    return victim.equals(COLLEAGUE) || victim.equals(USER_OF_TENANT);
  }
}
