package io.lyss.dao.testing.calls;

/** Who makes a call. */
public enum Caller {
  /** An end user. */
  USER,
  /** Somebody who administers the user's tenant, or the organisation. */
  ADMIN,
  /** Work without a user. */
  SYSTEM,
  /** The platform's administrator, who may what system work may; in a service. */
  ADMINISTRATOR
}
