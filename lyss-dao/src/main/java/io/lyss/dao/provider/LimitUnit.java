package io.lyss.dao.provider;

/** What a limit counts. */
public enum LimitUnit {
  /** Requests that are settled or running. */
  REQUESTS,
  /** Running requests. */
  AT_ONCE,
  /** Tokens of all kinds. */
  TOKENS,
  /** The host's own unit, that of quotas. */
  AMOUNT,
  /**
   * Money, in the currency of the limit; a request that was priced in another is not counted, and
   * one without a price is as soon as it gets one.
   */
  COST
}
