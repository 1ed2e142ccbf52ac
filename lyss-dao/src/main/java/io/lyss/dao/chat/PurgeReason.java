package io.lyss.dao.chat;

/** Why a conversation is deleted for good. */
public enum PurgeReason {
  /** Its owner has deleted it, longer ago than it could be restored. */
  DELETED,
  /** It was to be there until a time, which is over. */
  EXPIRED,
  /** Nothing was said for as long as its tenant keeps it. */
  RETENTION
}
