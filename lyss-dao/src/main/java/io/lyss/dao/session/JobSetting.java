package io.lyss.dao.session;

/** The setting of a job that gets its default again. */
public enum JobSetting {
  /** How often it is due. */
  EVERY,
  /** How long rows are kept before the job deletes them. */
  KEEP,
  /** Both of them. */
  BOTH
}
