package io.lyss.dao.memory;

/** How two memories belong together. */
public enum AssociationType {
  SIMILAR,
  RELATED,
  OPPOSITE
}
