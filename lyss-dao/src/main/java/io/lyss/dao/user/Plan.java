package io.lyss.dao.user;

/** The plan that a tenant has ordered. */
public enum Plan {
  BASIC,
  PRO,
  ENTERPRISE
}
