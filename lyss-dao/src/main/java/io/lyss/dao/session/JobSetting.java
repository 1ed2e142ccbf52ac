package io.lyss.dao.session;

/** Which setting of a job is to be as by default. */
public enum JobSetting {
  /** How often it is due. */
  EVERY,
  /** How long what it deletes is kept. */
  KEEP,
  /** Both of them. */
  BOTH
}
