package io.lyss.dao.provider;

import io.lyss.dao.RequestOutcome;
import io.lyss.dao.UsageWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Requests as they were recorded, priced and dropped, and their sums as a recount makes them. */
final class UsageRecount {

  Instant closedBefore = Instant.MIN;
  final Map<String, Price> prices = new HashMap<>();
  final Map<UUID, Counted> counted = new LinkedHashMap<>();

  record Price(String currency, BigDecimal ofToken) {}

  /** A request, and what it costs by now. */
  record Counted(
      NewUsage usage, Optional<String> currency, Optional<BigDecimal> cost, boolean byPrice) {

    Instant at() {
      return Instant.ofEpochMilli(usage.id().getMostSignificantBits() >>> 16);
    }
  }

  void count(List<NewUsage> batch) {
    for (NewUsage usage : batch) {
      Price price = prices.get(usage.model());
      boolean priced = usage.cost().isEmpty() && price != null;
      counted.putIfAbsent(
          usage.id(),
          priced
              ? new Counted(
                  usage, Optional.of(price.currency()), Optional.of(cost(usage, price)), true)
              : new Counted(usage, usage.currency(), usage.cost(), false));
    }
  }

  private static BigDecimal cost(NewUsage usage, Price price) {
    return price.ofToken().multiply(BigDecimal.valueOf(usage.counts().of("input")));
  }

  void reprice(Counted one) {
    Price price = prices.get(one.usage().model());
    if (price != null
        && (one.byPrice() || one.cost().isEmpty())
        && !one.at().isBefore(closedBefore)) {
      counted.put(
          one.usage().id(),
          new Counted(
              one.usage(),
              Optional.of(price.currency()),
              Optional.of(cost(one.usage(), price)),
              true));
    }
  }

  static Map<String, String> sums(List<UsageSum> usage) {
    Map<String, String> sums = new TreeMap<>();
    for (UsageSum sum : usage) {
      sums.put(
          String.join(
              " ",
              sum.bucket().map(Instant::toString).orElse(""),
              sum.userId().map(UUID::toString).orElse(""),
              sum.channelId().map(UUID::toString).orElse(""),
              sum.providerType().orElse(""),
              sum.model().orElse(""),
              sum.outcome().map(RequestOutcome::name).orElse(""),
              sum.currency().orElse("")),
          "%d %d %d %d %s %s"
              .formatted(
                  sum.requests(),
                  sum.unpriced(),
                  sum.promptTokens(),
                  sum.completionTokens(),
                  sum.amount(),
                  plain(sum.cost())));
    }
    return sums;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  Map<String, String> recount(UsageQuery query) {
    Map<String, List<Counted>> groups = new TreeMap<>();
    for (Counted one : counted.values()) {
      if (one.at().isBefore(query.window().from())
          || !one.at().isBefore(query.window().to())
          || query.userId().filter(id -> !id.equals(one.usage().userId())).isPresent()) {
        continue;
      }
      groups.computeIfAbsent(key(one, query), any -> new ArrayList<>()).add(one);
    }
    Map<String, String> sums = new TreeMap<>();
    groups.forEach(
        (key, ones) ->
            sums.put(
                key,
                "%d %d %d %d %d %s"
                    .formatted(
                        ones.size(),
                        ones.stream().filter(one -> one.cost().isEmpty()).count(),
                        ones.stream().mapToLong(one -> one.usage().counts().input()).sum(),
                        ones.stream().mapToLong(one -> one.usage().counts().output()).sum(),
                        ones.stream().mapToLong(one -> one.usage().amount()).sum(),
                        plain(
                            ones.stream()
                                .flatMap(one -> one.cost().stream())
                                .reduce(BigDecimal.ZERO, BigDecimal::add)))));
    return sums;
  }

  private static String key(Counted one, UsageQuery query) {
    Set<UsageDimension> by = query.dimensions();
    return String.join(
        " ",
        bucket(one.at(), query.window()).map(Instant::toString).orElse(""),
        by.contains(UsageDimension.USER) ? one.usage().userId().toString() : "",
        by.contains(UsageDimension.CHANNEL) ? one.usage().channelId().toString() : "",
        by.contains(UsageDimension.PROVIDER_TYPE) ? "openai" : "",
        by.contains(UsageDimension.MODEL) ? one.usage().model() : "",
        by.contains(UsageDimension.OUTCOME) ? one.usage().outcome().name() : "",
        by.contains(UsageDimension.CURRENCY) ? one.currency().orElse("") : "");
  }

  private static Optional<Instant> bucket(Instant at, UsageWindow window) {
    ZonedDateTime local = at.atZone(window.zone());
    return switch (window.bucket()) {
      case ALL -> Optional.empty();
      case HOUR -> Optional.of(local.truncatedTo(ChronoUnit.HOURS).toInstant());
      case DAY -> Optional.of(midnight(local.toLocalDate(), window.zone()));
      case MONTH -> Optional.of(midnight(local.toLocalDate().withDayOfMonth(1), window.zone()));
    };
  }

  /** The first of two, where clocks are set back over it. */
  private static Instant midnight(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }
}
