package io.lyss.dao.platform;

/** Why a conversation is deleted for good. */
public enum PurgeReason {
  /** It was to be there until a time, which is over. */
  EXPIRED,
  /** Nothing was said for as long as conversations are kept. */
  RETENTION
}
