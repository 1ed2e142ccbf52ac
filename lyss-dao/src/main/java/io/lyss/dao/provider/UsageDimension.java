package io.lyss.dao.provider;

/** By what usage can be grouped. */
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
