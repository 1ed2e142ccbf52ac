package io.lyss.dao.provider;

/** Whether a channel serves requests, whatever the model. */
public enum ChannelStatus {
  ENABLED,
  /** Somebody has disabled it. */
  DISABLED,
  /** It has failed, and gets no requests until it is tried again. */
  ERROR;

  int code() {
    return ordinal() + 1;
  }

  static ChannelStatus of(int code) {
    return values()[code - 1];
  }
}
