package io.lyss.dao.provider;

/** Whose a channel is. */
public enum ChannelScope {
  /** Its owner's: seen, used and changed by nobody else. */
  PERSONAL,
  /** A group's: used by who is in it, changed by the tenant's administrators. */
  GROUP,
  /** Everybody's in the tenant; changed by its administrators. */
  TENANT
}
