package io.lyss.dao.provider;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to change about a token; what is empty stays as it is.
 *
 * @param name 1 to 100 characters, no spaces around
 * @param quota no less than was used
 * @param rateLimit requests a minute
 */
public record TokenChange(Optional<String> name, Optional<Quota> quota, OptionalInt rateLimit) {

  /** Nothing, to begin with. */
  public static final TokenChange NONE =
      new TokenChange(Optional.empty(), Optional.empty(), OptionalInt.empty());

  public TokenChange withName(String value) {
    return new TokenChange(Optional.of(value), quota, rateLimit);
  }

  public TokenChange withQuota(Quota value) {
    return new TokenChange(name, Optional.of(value), rateLimit);
  }

  public TokenChange withRateLimit(int value) {
    return new TokenChange(name, quota, OptionalInt.of(value));
  }
}
