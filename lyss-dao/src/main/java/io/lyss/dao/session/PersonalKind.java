package io.lyss.dao.session;

/** Whether a column is about a person. */
public enum PersonalKind {
  /** It is about a person, who may see it. */
  PERSONAL,
  /** It is about a person, and nobody may read it. */
  SECRET,
  /** It is about no person. */
  OTHER
}
