package io.lyss.dao;

/** What usage is added up by, in the time zone that is asked for. */
public enum UsageBucket {
  /** All of it together. */
  ALL,
  HOUR,
  DAY,
  MONTH
}
