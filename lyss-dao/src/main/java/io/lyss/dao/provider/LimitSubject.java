package io.lyss.dao.provider;

/** What a limit limits. */
public enum LimitSubject {
  TENANT,
  GROUP,
  USER,
  TOKEN,
  CHANNEL
}
