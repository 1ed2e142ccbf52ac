package io.lyss.dao.provider;

/** Whether a token is taken. */
public enum TokenStatus {
  ENABLED,
  /** Disabled for now, or revoked for good. */
  DISABLED,
  EXPIRED;

  int code() {
    return ordinal() + 1;
  }

  static TokenStatus of(int code) {
    return values()[code - 1];
  }
}
