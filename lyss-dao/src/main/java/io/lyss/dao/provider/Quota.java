package io.lyss.dao.provider;

/**
 * How much may be used, in a unit of the host's choice.
 *
 * @param limit 0 or more; -1 without limit
 */
public record Quota(long limit) {

  /** No limit. */
  public static final Quota UNLIMITED = new Quota(-1);

  public Quota {
    if (limit < -1) {
      throw new IllegalArgumentException("A quota is 0 or more, or -1 for no limit, not " + limit);
    }
  }

  /** Whether there is no limit. */
  public boolean unlimited() {
    return limit == -1;
  }
}
