package io.lyss.dao.platform;

/** By what usage can be grouped. */
public enum UsageDimension {
  USER,
  PROVIDER,
  MODEL,
  OUTCOME,
  CURRENCY
}
