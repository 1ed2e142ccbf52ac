package io.lyss.dao.memory;

/**
 * Which spelling a memory has, once a text is remembered again that differs in case, white space or
 * form of letters only.
 */
public enum Spelling {
  /** It stays as it was first written. */
  KEPT,
  /** It is written as the new text is; the earlier one is among what the memory said before. */
  NEWEST
}
