package io.lyss.schema.isolation;

/**
 * The result of a statement, as its attacker sees it.
 *
 * @param state the SQLSTATE of its refusal; empty if it was done
 * @param message the message of the refusal
 * @param rows how many rows it returned or changed
 * @param digest of the values that it returned, in whatever order
 * @param told how many rows were passed to the function in its condition
 * @param changed whether rows of the victim have changed afterwards
 */
record Outcome(String state, String message, long rows, long digest, String told, boolean changed) {

  /** Without values that are new each time, such as an id or a time. */
  Outcome blurred() {
    return new Outcome(state, "", rows, 0, told, false);
  }

  /** The same without the mark of changed rows, which only one of the two worlds can have. */
  Outcome seen() {
    return new Outcome(state, message, rows, digest, told, false);
  }

  String inWords() {
    return state.isEmpty() ? rows + (rows == 1 ? " row" : " rows") : "refused with " + state;
  }
}
