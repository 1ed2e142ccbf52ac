package io.lyss.dao.platform;

/** Who may use a provider. */
public enum ProviderScope {
  /** The users to whom it is distributed. */
  ORGANIZATION,
  /** Its creator alone. */
  PERSONAL
}
