package io.lyss.dao.memory;

/** What kind of thing is remembered. */
public enum MemoryType {
  /** Something that was said. */
  CONVERSATION,
  /** What the user likes or wants. */
  PREFERENCE,
  /** A fact. */
  FACT
}
