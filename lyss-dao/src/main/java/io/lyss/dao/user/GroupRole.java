package io.lyss.dao.user;

/** What a user may do in a group. */
public enum GroupRole {
  /** Adds and removes members. */
  ADMIN,
  MEMBER
}
