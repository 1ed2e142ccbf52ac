package io.lyss.dao;

/** Why a conversation or a memory is deleted for good. */
public enum PurgeReason {
  /** It was deleted, longer ago than it could be restored. */
  DELETED,
  /** It was to be there until a time, which is over. */
  EXPIRED,
  /** It did not change for as long as such are kept. */
  RETENTION
}
