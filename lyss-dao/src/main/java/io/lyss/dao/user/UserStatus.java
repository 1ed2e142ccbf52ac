package io.lyss.dao.user;

/** Whether a user may log in, and whether the user takes a seat. */
public enum UserStatus {
  /** May log in. */
  ACTIVE,
  /** The user has left: may not log in, and takes no seat. */
  INACTIVE,
  /** May not log in for now, and keeps the seat. */
  SUSPENDED
}
