package io.lyss.dao.provider;

/** Whom a limit binds. */
public enum LimitSubject {
  TENANT,
  GROUP,
  USER,
  TOKEN,
  CHANNEL
}
