package io.lyss.dao;

/** By which periods usage is added up, in the time zone of the request. */
public enum UsageBucket {
  /** One sum of the whole period. */
  ALL,
  HOUR,
  DAY,
  MONTH
}
