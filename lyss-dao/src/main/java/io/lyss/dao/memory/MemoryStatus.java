package io.lyss.dao.memory;

/** Whether a memory is in use. */
public enum MemoryStatus {
  /** In use: it is searched, embedded and found as a neighbour. */
  ACTIVE,
  /** Kept with its vector, but not in use. */
  ARCHIVED,
  /** Not in use, because another memory replaces it; it can be restored. */
  SUPERSEDED,
  /** Not in use; it can be restored until it is purged. */
  DELETED
}
