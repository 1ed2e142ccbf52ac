package io.lyss.dao;

/** Why a conversation or a memory is deleted for good. */
public enum PurgeReason {
  /** It was deleted, and the time in which it could be restored is over. */
  DELETED,
  /** It was to exist until a time that has passed. */
  EXPIRED,
  /** It did not change during the whole retention period. */
  RETENTION
}
