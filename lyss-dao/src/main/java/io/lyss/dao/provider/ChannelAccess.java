package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * Why the current user may send a request of a model through a channel now, or why not.
 *
 * @param granted whether the user may
 * @param reason why, or why not
 * @param retryAt when the obstacle ends; empty if it does not end by itself
 */
public record ChannelAccess(boolean granted, Reason reason, Optional<Instant> retryAt) {

  /** The reasons, as {@code explain_channel_access} has them. */
  public enum Reason {
    /** Granted: the user's own personal channel. */
    OWNER,
    /** Granted: the user is a member of the group that owns it. */
    MEMBER,
    /** Granted: the channel belongs to the tenant. */
    TENANT,
    /** There is no such channel in this scope. */
    CHANNEL_NOT_FOUND,
    /** The scope is system work, which uses no channels. */
    NO_USER,
    /** The user sees it as an administrator of the tenant, but is no member of its group. */
    NOT_MEMBER,
    /** It does not serve the model. */
    UNSUPPORTED,
    /** Somebody has disabled it, or its kind of provider is inactive. */
    DISABLED,
    /** Its quota is used up, or reserved for running requests. */
    EXHAUSTED,
    /** It has reached its rate limit for now. */
    RATE_LIMITED,
    /**
     * The channel, or this model through it, has failed. It is not tried again yet, or another
     * request is trying it now.
     */
    COOLING
  }

  /** One sentence for a person. */
  @Override
  public String toString() {
    return switch (reason) {
      case OWNER -> "granted: the user's own channel";
      case MEMBER -> "granted: a channel of a group of the user";
      case TENANT -> "granted: a channel of the tenant";
      case CHANNEL_NOT_FOUND -> "denied: no such channel in this scope";
      case NO_USER -> "denied: system work uses no channels";
      case NOT_MEMBER -> "denied: a channel of a group that the user is not in";
      case UNSUPPORTED -> "denied: the channel does not serve the model";
      case DISABLED -> "denied: the channel is disabled";
      case EXHAUSTED -> "denied: the quota is used up" + until();
      case RATE_LIMITED -> "denied: the channel gets too many requests" + until();
      case COOLING -> "denied: the channel has failed" + until();
    };
  }

  private String until() {
    return retryAt.map(at -> ", until " + at).orElse("");
  }
}
