package io.lyss.dao.platform;

/** What a user may do beyond their own work. */
public enum UserRole {
  /** Manages users and organization providers, and sees all usage of the latter. */
  ADMIN,
  /** Nothing beyond. */
  USER
}
