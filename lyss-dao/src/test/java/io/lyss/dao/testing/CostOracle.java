package io.lyss.dao.testing;

import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What tokens cost, computed in memory; and what it is tried with. */
public final class CostOracle {

  private static final String[] KINDS = {
    "input",
    "input.cached",
    "input.cache_write",
    "input.cache_write.1h",
    "input.audio",
    "inputs",
    "output",
    "output.reasoning",
    "request",
    "request.search",
    "video",
    "video.4k.hdr"
  };
  private static final long[] SIZES = {1, 10, 128_000, 200_000};

  private CostOracle() {}

  /** The cost; empty if a used kind has no price. */
  public static Optional<BigDecimal> cost(UnitPrices prices, TokenCounts counts) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<String, Long> count : counts.byKind().entrySet()) {
      Optional<BigDecimal> price = price(prices, count.getKey(), counts.input());
      if (price.isEmpty()) {
        return Optional.empty();
      }
      boolean each = count.getKey().split("\\.")[0].equals("request");
      BigDecimal of = price.get().multiply(BigDecimal.valueOf(count.getValue()));
      sum = sum.add(each ? of : of.movePointLeft(6));
    }
    return Optional.of(sum);
  }

  private static Optional<BigDecimal> price(UnitPrices prices, String kind, long prompt) {
    BigDecimal best = prices.byLine().get(kind);
    if (best == null) {
      int dot = kind.lastIndexOf('.');
      return dot < 0 ? Optional.empty() : price(prices, kind.substring(0, dot), prompt);
    }
    long above = -1;
    for (Map.Entry<String, BigDecimal> line : prices.byLine().entrySet()) {
      String[] parts = line.getKey().split(">");
      if (parts.length == 2 && parts[0].equals(kind)) {
        long size = Long.parseLong(parts[1]);
        if (size < prompt && size > above) {
          above = size;
          best = line.getValue();
        }
      }
    }
    return Optional.of(best);
  }

  /** Prices of some kinds, of some also for large prompts. */
  public static UnitPrices prices(Random random) {
    UnitPrices prices = UnitPrices.of(KINDS[random.nextInt(KINDS.length)], price(random));
    for (int i = random.nextInt(6); i > 0; i--) {
      String kind = KINDS[random.nextInt(KINDS.length)];
      prices = prices.with(kind, price(random));
      for (int tier = random.nextInt(3); tier > 0; tier--) {
        prices = prices.above(SIZES[random.nextInt(SIZES.length)], kind, price(random));
      }
    }
    // mostly, what is used has a price
    return random.nextInt(4) == 0
        ? prices
        : prices.with("input", price(random)).with("output", price(random));
  }

  private static BigDecimal price(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> BigDecimal.ZERO;
      case 1 -> BigDecimal.valueOf(random.nextInt(1_000_000_000), 8);
      default -> BigDecimal.valueOf(random.nextInt(10_000), 2);
    };
  }

  public static TokenCounts counts(Random random) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      String kind = KINDS[random.nextInt(random.nextInt(3) == 0 ? KINDS.length : 8)];
      long size = SIZES[random.nextInt(SIZES.length)];
      counts.put(kind, Math.max(0, size + random.nextInt(3) - 1));
    }
    if (random.nextInt(50) == 0) {
      counts.put("output", 999_999_999_999_999L);
    }
    return new TokenCounts(counts);
  }
}
