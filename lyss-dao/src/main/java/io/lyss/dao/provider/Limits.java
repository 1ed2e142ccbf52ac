package io.lyss.dao.provider;

import java.util.Objects;

/**
 * How much a channel or a token may be used.
 *
 * @param quota in total
 * @param rateLimit requests a minute, positive
 */
public record Limits(Quota quota, int rateLimit) {

  public Limits {
    Objects.requireNonNull(quota, "quota");
  }
}
