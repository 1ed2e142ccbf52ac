package io.lyss.schema.service;

/**
 * A statement that breaks one constraint, and no other, of the seeded database.
 *
 * @param constraint what refuses it: a constraint or a unique index
 * @param sqlState as what
 * @param before what has to be out of the way first; empty for nothing
 */
public record Violation(String constraint, String sqlState, String before, String statement) {

  public static Violation unique(String index, String statement) {
    return new Violation(index, "23505", "", statement);
  }

  public static Violation foreignKey(String constraint, String statement) {
    return new Violation(constraint, "23503", "", statement);
  }

  public static Violation check(String constraint, String statement) {
    return new Violation(constraint, "23514", "", statement);
  }

  public static Violation exclusion(String constraint, String statement) {
    return new Violation(constraint, "23P01", "", statement);
  }

  /** The same once something else was done. */
  public Violation after(String statementBefore) {
    return new Violation(constraint, sqlState, statementBefore, statement);
  }
}
