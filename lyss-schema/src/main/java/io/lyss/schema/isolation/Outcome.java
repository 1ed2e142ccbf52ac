package io.lyss.schema.isolation;

/**
 * What a statement told whoever tried it.
 *
 * @param state the SQLSTATE of its refusal; empty if it was done
 * @param message the message of the refusal
 * @param rows how many rows it returned or changed
 * @param digest of the values that it returned, in whatever order
 * @param told of how many rows a function in its condition was told
 * @param changed whether rows of the victim are others afterwards
 */
record Outcome(String state, String message, long rows, long digest, String told, boolean changed) {

  /** Without what is another each time, such as an id or a time. */
  Outcome blurred() {
    return new Outcome(state, "", rows, 0, told, false);
  }

  /** The same without what was changed, which only one of the two worlds has. */
  Outcome seen() {
    return new Outcome(state, message, rows, digest, told, false);
  }

  String inWords() {
    return state.isEmpty() ? rows + (rows == 1 ? " row" : " rows") : "refused with " + state;
  }
}
