package io.lyss.dao.user;

/** What somebody may do in a group. */
public enum GroupRole {
  /** Says who is in the group. */
  ADMIN,
  MEMBER
}
