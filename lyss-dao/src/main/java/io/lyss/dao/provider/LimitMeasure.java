package io.lyss.dao.provider;

/** Which limit of its subject it is. */
public enum LimitMeasure {
  /** The quota of a token or a channel. */
  QUOTA,
  /** The requests a minute of a token or a channel. */
  RATE_LIMIT,
  /** The calls a month of the tenant. */
  API_CALLS,
  /** A budget. */
  BUDGET
}
