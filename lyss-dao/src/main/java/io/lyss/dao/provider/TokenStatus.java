package io.lyss.dao.provider;

/** Whether a token is valid. */
public enum TokenStatus {
  ENABLED,
  /** Disabled until it is enabled, or revoked for good. */
  DISABLED,
  EXPIRED;

  int code() {
    return ordinal() + 1;
  }

  static TokenStatus of(int code) {
    return values()[code - 1];
  }
}
