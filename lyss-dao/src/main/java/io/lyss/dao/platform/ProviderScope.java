package io.lyss.dao.platform;

/** Whose a provider is. */
public enum ProviderScope {
  /** Used by whom it is distributed to. */
  ORGANIZATION,
  /** Used by its creator alone. */
  PERSONAL
}
