package io.lyss.dao.session;

/** What erasing a person does to a column. */
public enum PersonalErasure {
  /** The row is deleted. */
  DELETE,
  /** The row stays, and a value that is about nobody replaces that of the column. */
  ANONYMISE,
  /** The value stays, for the stated reason. */
  KEEP
}
