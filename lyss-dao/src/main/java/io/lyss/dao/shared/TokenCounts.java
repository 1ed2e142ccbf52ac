package io.lyss.dao.shared;

/**
 * The tokens that a request used.
 *
 * @param input input tokens that were not cached; 0 or more
 * @param output output tokens; 0 or more
 * @param cachedInput input tokens that were cached, counted apart from the others; 0 or more
 */
public record TokenCounts(long input, long output, long cachedInput) {

  public TokenCounts {
    if (input < 0 || output < 0 || cachedInput < 0) {
      throw new IllegalArgumentException("A number of tokens is negative");
    }
  }

  /** Without cached input. */
  public static TokenCounts of(long input, long output) {
    return new TokenCounts(input, output, 0);
  }
}
