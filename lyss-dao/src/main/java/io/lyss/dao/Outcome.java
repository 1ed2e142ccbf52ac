package io.lyss.dao;

/** How a request to a model ended. Each leaves a row of usage. */
public enum Outcome {
  /** It was answered. */
  OK,
  /** It failed; tokens that it used all the same count. */
  FAILED,
  /** Whoever had asked broke it off. */
  CANCELLED
}
