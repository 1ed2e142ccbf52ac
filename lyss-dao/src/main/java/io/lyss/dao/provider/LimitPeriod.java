package io.lyss.dao.provider;

/**
 * The time after which a limit begins anew. Days and months are those of the calendar in the
 * tenant's time zone.
 */
public enum LimitPeriod {
  /** Never. */
  TOTAL,
  MINUTE,
  HOUR,
  DAY,
  MONTH
}
