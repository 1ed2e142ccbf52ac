package io.lyss.dao.provider;

/** Who owns a channel. */
public enum ChannelScope {
  /** One user: nobody else sees, uses or changes it. */
  PERSONAL,
  /** A group: its members use it, the tenant's administrators change it. */
  GROUP,
  /** The tenant: all its users use it, its administrators change it. */
  TENANT
}
