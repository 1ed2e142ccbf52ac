package io.lyss.dao.memory;

/**
 * Which spelling a memory keeps if its text is remembered again with other case, white space or
 * forms of letters.
 */
public enum Spelling {
  /** It keeps the first spelling. */
  KEPT,
  /**
   * It gets the new spelling; the earlier one is among its {@linkplain MemoryDao#listVersions
   * versions}.
   */
  NEWEST
}
