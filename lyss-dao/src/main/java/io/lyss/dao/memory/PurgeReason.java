package io.lyss.dao.memory;

/** Why a memory is deleted for good. */
public enum PurgeReason {
  /** It was deleted, longer ago than it could be restored. */
  DELETED,
  /** It did not change for as long as its tenant keeps it. */
  RETENTION
}
