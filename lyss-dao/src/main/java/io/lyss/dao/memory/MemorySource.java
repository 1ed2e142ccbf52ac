package io.lyss.dao.memory;

/** Where a memory came from. */
public enum MemorySource {
  CHAT,
  IMPORT,
  MANUAL
}
