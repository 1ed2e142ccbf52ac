package io.lyss.schema;

/**
 * A statement that breaks one constraint, and no other, of the seeded database.
 *
 * @param constraint the constraint or unique index that refuses it
 * @param sqlState the SQLSTATE of the refusal
 * @param before a statement that has to run before; empty for none
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

  /** The same violation after another statement. */
  public Violation after(String statementBefore) {
    return new Violation(constraint, sqlState, statementBefore, statement);
  }
}
