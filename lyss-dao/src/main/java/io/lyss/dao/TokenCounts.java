package io.lyss.dao;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tokens that a request used, by kind. Each is counted once, under its most specific kind.
 *
 * <p>A kind consists of words of lower-case letters, digits and underscores, with dots between
 * them. What stands before the last dot is the kind above it. LYSS knows {@code input} (not cached)
 * and {@code output} (visible); usual ones below them are {@code input.cached}, {@code
 * input.cache_write}, {@code input.cache_write.1h}, {@code input.audio}, {@code input.image},
 * {@code output.reasoning}, {@code output.audio} and {@code output.image}. {@code request} counts
 * requests, for models that are priced per request. Any other kind may be counted too.
 *
 * @param byKind how many of each kind, 0 to 999,999,999,999,999; a kind with 0 is left out
 */
public record TokenCounts(Map<String, Long> byKind) {

  /** Nothing was used. */
  public static final TokenCounts NONE = new TokenCounts(Map.of());

  /**
   * @throws IllegalArgumentException if a count is negative
   */
  public TokenCounts {
    SortedMap<String, Long> used = NumbersByKey.copy("byKind", byKind);
    used.forEach(
        (kind, count) -> {
          if (count < 0) {
            throw new IllegalArgumentException(
                "byKind has a negative count of " + kind.substring(0, Math.min(kind.length(), 50)));
          }
        });
    used.values().removeIf(count -> count == 0);
    byKind = Collections.unmodifiableSortedMap(used);
  }

  /** Input that was not cached, and visible output. */
  public static TokenCounts of(long input, long output) {
    return new TokenCounts(Map.of("input", input, "output", output));
  }

  /**
   * What the database holds as JSON: an object of kinds and counts.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static TokenCounts of(Json json) {
    return new TokenCounts(NumbersByKey.read(json, Long::valueOf));
  }

  /**
   * The same with another count of a kind, in addition to the others. Where a provider has counted
   * those tokens under the kind above, too, this is {@link #including}.
   */
  public TokenCounts with(String kind, long count) {
    Map<String, Long> counts = new TreeMap<>(byKind);
    counts.put(kind, count);
    return new TokenCounts(counts);
  }

  /**
   * The same, where so many of the tokens of the kind above were of this kind. They are counted
   * under this kind instead. Some providers count cached tokens in the input, or reasoning in the
   * output, and say how many these were; others count them apart.
   *
   * @param kind such as {@code input.cached}, which takes them out of {@code input}
   * @param count how many, 0 or more
   * @throws IllegalArgumentException if there is no kind above, or it has fewer
   */
  public TokenCounts including(String kind, long count) {
    String above = kind.substring(0, Math.max(0, kind.lastIndexOf('.')));
    if (count < 0 || count > of(above)) {
      throw new IllegalArgumentException(
          "count is " + count + "; of the kind above there are " + of(above));
    }
    return with(above, of(above) - count).with(kind, Math.addExact(of(kind), count));
  }

  /** How many tokens of exactly this kind, without those of the kinds below it. */
  public long of(String kind) {
    return byKind.getOrDefault(kind, 0L);
  }

  /** The size of the prompt: {@code input} and all kinds below it. */
  public long input() {
    return total("input");
  }

  /** The size of the completion: {@code output} and all kinds below it. */
  public long output() {
    return total("output");
  }

  private long total(String root) {
    return byKind.entrySet().stream()
        .filter(entry -> entry.getKey().equals(root) || entry.getKey().startsWith(root + "."))
        .mapToLong(Map.Entry::getValue)
        .reduce(0, Math::addExact);
  }

  /** An object of kinds and counts. */
  public Json json() {
    return NumbersByKey.write(byKind);
  }
}
