package io.lyss.dao.memory;

/** How two memories are related. */
public enum AssociationType {
  SIMILAR,
  RELATED,
  OPPOSITE
}
