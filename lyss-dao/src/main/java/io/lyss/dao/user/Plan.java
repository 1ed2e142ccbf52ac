package io.lyss.dao.user;

/** What a tenant has ordered. */
public enum Plan {
  BASIC,
  PRO,
  ENTERPRISE
}
