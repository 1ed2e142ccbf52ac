package io.lyss.dao.provider;

import static io.lyss.dao.provider.LedgerModel.ONE;

import io.lyss.dao.provider.LedgerCounters.Line;
import io.lyss.dao.provider.LedgerLimits.Budget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What tokens of each model cost, and what was used of them. */
final class LedgerPrices {

  /** The prices at the beginning of each history. */
  static final Map<String, Price> FIRST =
      Map.of("m", new Price("USD", 1000), "n", new Price("EUR", 2000));

  /** What a token costs; models have none until they get one. */
  record Price(String currency, long ofToken) {}

  /** What a request has used, and what it costs so far: unknown as long as there is no currency. */
  static final class Usage {
    final String model;
    final List<Line> lines;
    final long tokens;
    final boolean told;
    String currency;
    long cost;

    Usage(String model, List<Line> lines, long tokens, boolean told, Optional<Price> price) {
      this.model = model;
      this.lines = lines;
      this.tokens = tokens;
      this.told = told;
      currency = price.map(Price::currency).orElse("");
      cost = price.map(p -> tokens * p.ofToken).orElse(0L);
    }
  }

  private final Map<String, Price> prices = new HashMap<>(FIRST);
  private final List<Usage> usage = new ArrayList<>();

  void set(String model, Optional<Price> price) {
    price.ifPresentOrElse(other -> prices.put(model, other), () -> prices.remove(model));
  }

  OptionalLong cost(Budget budget, String model, long tokens) {
    Price price = prices.get(model);
    return price == null
        ? OptionalLong.empty()
        : OptionalLong.of(budget.currency().equals(price.currency) ? tokens * price.ofToken : 0);
  }

  /** Whether what the model costs is nothing in this currency. */
  boolean isFree(String model, String currency) {
    Price price = prices.get(model);
    return price != null && (price.ofToken == 0 || !price.currency.equals(currency));
  }

  /**
   * A request has ended.
   *
   * @param told what it cost, if that is told: otherwise it costs what its price says
   */
  Usage record(String model, List<Line> lines, long tokens, Optional<Price> told) {
    Usage one =
        new Usage(
            model,
            lines,
            tokens,
            told.isPresent(),
            told.or(() -> Optional.ofNullable(prices.get(model))));
    usage.add(one);
    return one;
  }

  static long used(Line line, long amount, Usage one) {
    return switch (line.unit()) {
      case "amount" -> amount * ONE;
      case "tokens" -> one.tokens * ONE;
      case "cost" -> line.currency().equals(one.currency) ? one.cost : 0;
      case "requests" -> ONE;
      default -> 0;
    };
  }

  /**
   * Requests of a model get the costs of its present price, if it has one, unless they were told.
   */
  int rerate(String model, LedgerCounters counters) {
    Price price = prices.get(model);
    int corrections = 0;
    List<Line> changed = new ArrayList<>();
    for (Usage one : usage) {
      if (price == null || one.told || !one.model.equals(model)) {
        continue;
      }
      long cost = one.tokens * price.ofToken;
      boolean moves = !one.currency.equals(price.currency);
      corrections += moves ? 2 : one.cost == cost ? 0 : 1;
      for (Line line : one.lines) {
        if (line.unit().equals("cost")) {
          long before = line.currency().equals(one.currency) ? one.cost : 0;
          long now = line.currency().equals(price.currency) ? cost : 0;
          counters.count(line.key(), line.start(), 0, now - before);
          changed.add(line);
        }
      }
      one.currency = price.currency;
      one.cost = cost;
    }
    changed.forEach(counters::warn);
    return corrections;
  }
}
