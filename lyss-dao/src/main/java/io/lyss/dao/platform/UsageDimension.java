package io.lyss.dao.platform;

/** What usage can be told apart by. */
public enum UsageDimension {
  USER,
  PROVIDER,
  MODEL,
  OUTCOME,
  CURRENCY
}
