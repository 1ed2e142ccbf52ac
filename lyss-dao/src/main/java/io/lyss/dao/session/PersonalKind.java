package io.lyss.dao.session;

/** Whether a column is about a person. */
public enum PersonalKind {
  /** It is, and the person may see it. */
  PERSONAL,
  /** It is, and it is handed out to nobody. */
  SECRET,
  /** It is not. */
  OTHER
}
