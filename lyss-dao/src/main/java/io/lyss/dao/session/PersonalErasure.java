package io.lyss.dao.session;

/** What becomes of a column when a person is erased. */
public enum PersonalErasure {
  /** The row is deleted. */
  DELETE,
  /** The row stays, and something that says nothing is put in the column's place. */
  ANONYMISE,
  /** It stays, for the reason that is given. */
  KEEP
}
