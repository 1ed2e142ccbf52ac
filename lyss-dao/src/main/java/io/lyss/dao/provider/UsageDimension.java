package io.lyss.dao.provider;

/** What usage can be told apart by. */
public enum UsageDimension {
  USER,
  TOKEN,
  CHANNEL,
  GROUP,
  /** The kind of provider of the channel, as of the request. */
  PROVIDER_TYPE,
  MODEL,
  OUTCOME,
  CURRENCY
}
