package io.lyss.dao.provider;

import static io.lyss.dao.provider.LedgerModel.GROUPS;
import static io.lyss.dao.provider.LedgerModel.ONE;
import static io.lyss.dao.provider.LedgerModel.TENANT;
import static io.lyss.dao.provider.LedgerModel.UNLIMITED;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All limits of a tenant, and which of them apply to a request. */
final class LedgerLimits {

  /** A counter: a limit, for whom it counts, and which limit of its subject it is. */
  record Key(String limit, String holder, String measure) {}

  /** A budget; no holder is one for each. */
  record Budget(
      String subject,
      Optional<String> holder,
      Optional<String> model,
      String unit,
      String currency,
      String period,
      long hard,
      OptionalLong soft) {

    Budget withLimits(long otherHard, OptionalLong otherSoft) {
      return new Budget(subject, holder, model, unit, currency, period, otherHard, otherSoft);
    }
  }

  /** A request; nobody can say how many tokens where they are empty. */
  record Request(
      String user,
      Optional<String> token,
      String channel,
      String model,
      long amount,
      OptionalLong tokens) {}

  /** A limit that applies to a request. */
  record Limit(
      Key key,
      String subject,
      String unit,
      String currency,
      String period,
      long start,
      long end,
      long hard,
      OptionalLong soft,
      OptionalLong needed) {

    Limit needing(long other) {
      return new Limit(
          key, subject, unit, currency, period, start, end, hard, soft, OptionalLong.of(other));
    }
  }

  final LedgerPrices prices = new LedgerPrices();
  long now;
  ZoneId zone = ZoneId.of("UTC");
  boolean told;
  long calls = UNLIMITED;
  final Map<String, Long> quotas = new HashMap<>();
  final Map<String, Long> rates = new HashMap<>();
  final Map<String, Budget> budgets = new TreeMap<>();
  final Set<String> deleted = new TreeSet<>();

  List<Limit> limits(
      String user,
      Optional<String> token,
      Optional<String> channel,
      String model,
      OptionalLong amount,
      OptionalLong tokens) {
    return limits(user, token, channel, model, amount, tokens, now);
  }

  List<Limit> limits(
      String user,
      Optional<String> token,
      Optional<String> channel,
      String model,
      OptionalLong amount,
      OptionalLong tokens,
      long at) {
    List<Limit> limits = new ArrayList<>();
    token.ifPresent(t -> ofSubject(limits, "token", t, amount, at));
    channel.ifPresent(c -> ofSubject(limits, "channel", c, amount, at));
    if (told) {
      limits.add(
          limit(
              new Key(TENANT, TENANT, "api_calls"),
              "tenant",
              "requests",
              "",
              "month",
              calls,
              OptionalLong.empty(),
              OptionalLong.of(ONE),
              at));
    }
    budgets.forEach(
        (name, budget) -> {
          if (budget.model.isPresent() && !budget.model.get().equals(model)) {
            return;
          }
          List<String> holders =
              switch (budget.subject) {
                case "tenant" -> List.of(TENANT);
                case "group" -> GROUPS.get(user);
                case "user" -> List.of(user);
                case "token" -> token.map(List::of).orElse(List.of());
                default -> channel.map(List::of).orElse(List.of());
              };
          for (String holder : holders) {
            if (budget.holder.isEmpty() || budget.holder.get().equals(holder)) {
              limits.add(
                  limit(
                      new Key(name, holder, "budget"),
                      budget.subject,
                      budget.unit,
                      budget.currency,
                      budget.period,
                      budget.hard,
                      budget.soft,
                      needed(budget, model, amount, tokens),
                      at));
            }
          }
        });
    return limits;
  }

  private void ofSubject(
      List<Limit> limits, String subject, String id, OptionalLong amount, long at) {
    limits.add(
        limit(
            new Key(id, id, "quota"),
            subject,
            "amount",
            "",
            "total",
            quotas.get(id),
            OptionalLong.empty(),
            amount,
            at));
    limits.add(
        limit(
            new Key(id, id, "rate_limit"),
            subject,
            "requests",
            "",
            "minute",
            rates.get(id),
            OptionalLong.empty(),
            OptionalLong.of(ONE),
            at));
  }

  private Limit limit(
      Key key,
      String subject,
      String unit,
      String currency,
      String period,
      long hard,
      OptionalLong soft,
      OptionalLong needed,
      long at) {
    long start = LedgerPeriods.start(period, at, zone);
    return new Limit(
        key,
        subject,
        unit,
        currency,
        period,
        start,
        LedgerPeriods.end(period, start, at, zone),
        hard,
        soft,
        needed);
  }

  private OptionalLong needed(
      Budget budget, String model, OptionalLong amount, OptionalLong tokens) {
    return switch (budget.unit) {
      case "amount" -> amount;
      case "tokens" -> tokens.isEmpty() ? tokens : OptionalLong.of(tokens.getAsLong() * ONE);
      case "cost" -> tokens.isEmpty() ? tokens : prices.cost(budget, model, tokens.getAsLong());
      default -> OptionalLong.of(ONE);
    };
  }

  /** Whether the model costs a budget nothing, though nobody can say how much a request uses. */
  boolean costsNothing(Limit limit, Request request) {
    return limit.unit.equals("cost")
        && request.tokens.isEmpty()
        && prices.isFree(request.model, limit.currency);
  }

  String period(Key key) {
    return switch (key.measure) {
      case "quota" -> "total";
      case "rate_limit" -> "minute";
      case "api_calls" -> "month";
      default -> budgets.get(key.limit).period;
    };
  }

  OptionalLong hard(Key key) {
    return switch (key.measure) {
      case "quota" ->
          deleted.contains(key.limit)
              ? OptionalLong.empty()
              : OptionalLong.of(quotas.get(key.limit));
      case "rate_limit" ->
          deleted.contains(key.limit)
              ? OptionalLong.empty()
              : OptionalLong.of(rates.get(key.limit));
      case "api_calls" -> told ? OptionalLong.of(calls) : OptionalLong.empty();
      default ->
          budgets.containsKey(key.limit)
              ? OptionalLong.of(budgets.get(key.limit).hard)
              : OptionalLong.empty();
    };
  }

  OptionalLong soft(Key key) {
    Budget budget = budgets.get(key.limit);
    return budget == null ? OptionalLong.empty() : budget.soft;
  }
}
