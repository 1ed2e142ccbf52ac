package io.lyss.dao.chat;

/** What can be done with a conversation. */
public enum ConversationStatus {
  /** Everything. */
  ACTIVE,
  /** Nothing can be appended to it. */
  ARCHIVED,
  /** It can only be restored, until it is purged. */
  DELETED
}
