package io.lyss.dao.provider;

import java.util.Objects;

/**
 * How much may be asked of a channel, or with a token.
 *
 * @param quota in all
 * @param rateLimit requests a minute, positive; kept here for the host, who counts them
 */
public record Limits(Quota quota, int rateLimit) {

  public Limits {
    Objects.requireNonNull(quota, "quota");
  }
}
