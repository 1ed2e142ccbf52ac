package io.lyss.dao.chat;

/** What can be done with a conversation. */
public enum ConversationStatus {
  /** Everything. */
  ACTIVE,
  /** Nothing is appended to it. */
  ARCHIVED,
  /** Nothing but to restore it, until it is purged. */
  DELETED
}
