package io.lyss.dao;

/** How a request to a model ended. Each leaves a row of usage. */
public enum RequestOutcome {
  /** It was answered. */
  OK,
  /** It failed. The tokens that it used still count. */
  FAILED,
  /** The caller broke it off. */
  CANCELLED
}
