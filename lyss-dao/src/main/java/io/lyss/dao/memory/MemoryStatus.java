package io.lyss.dao.memory;

/** Whether a memory is used. */
public enum MemoryStatus {
  /** Used: searched, embedded, a neighbour of others. */
  ACTIVE,
  /** Kept, vector included, and not used. */
  ARCHIVED,
  /** On its way out: it can be restored until it is purged. */
  DELETED
}
