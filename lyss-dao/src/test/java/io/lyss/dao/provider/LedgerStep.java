package io.lyss.dao.provider;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Something that changes a ledger, as SQL, and as the model has it. */
sealed interface LedgerStep {

  UUID TENANT = id(LedgerModel.TENANT);

  /** The id that a name stands for. */
  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** The same as a UUID of version 7, as usage has it: of a time in microseconds. */
  static UUID usageId(String name, long at) {
    UUID random = id(name);
    return new UUID(
        at / 1000 << 16 | 0x7000 | random.getMostSignificantBits() & 0x0fff,
        random.getLeastSignificantBits());
  }

  /** The answers that are right; any is, of none. */
  Set<String> apply(LedgerModel model);

  String sql();

  default String scope() {
    return "owner";
  }

  static String user(String name) {
    return id(name)
        + ";"
        + LedgerModel.GROUPS.get(name).stream()
            .map(group -> id(group).toString())
            .collect(Collectors.joining(","));
  }

  static String quoted(Optional<String> name) {
    return name.map(n -> "'" + id(n) + "'").orElse("null");
  }

  static String numeric(long micros) {
    return micros == LedgerModel.UNLIMITED
        ? "null"
        : "(%d / 1000000.0)::numeric(30, 6)".formatted(micros);
  }

  static String numeric(OptionalLong micros) {
    return micros.isPresent() ? numeric(micros.getAsLong()) : "null";
  }

  record Reserve(String id, LedgerModel.Request request, long hold) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.reserve(id, request, hold);
    }

    @Override
    public String scope() {
      return user(request.user());
    }

    @Override
    public String sql() {
      String estimate =
          request.tokens().isEmpty()
              ? "{}"
              : "{\"request\": 1, \"input\": %d, \"output\": %d}"
                  .formatted(
                      request.tokens().getAsLong() / 2, (request.tokens().getAsLong() + 1) / 2);
      return """
          select case
            when r.limit_id is null then r.outcome || '|' || coalesce(r.state, '')
            else concat_ws('|', r.outcome, r.limit_id, r.measure, model.micro(r.hard_limit),
              model.micro(r.remaining), model.us(r.resets_at))
          end
          from reserve_quota('%s', '%s', %s, '%s', '%s', %d, '%s', interval '%d microseconds') as r
          """
          .formatted(
              TENANT,
              LedgerStep.id(id),
              quoted(request.token()),
              LedgerStep.id(request.channel()),
              request.model(),
              request.amount(),
              estimate,
              hold);
    }
  }

  record Settle(
      String id, String usage, long at, long amount, long tokens, Optional<LedgerModel.Price> told)
      implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.settle(id, amount, tokens, told);
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return """
          select r.state || '|' || coalesce(r.settled_amount::text, '')
          from settle_quota(
            '%s', '%s', '%s', %d, '{"input": %d, "output": %d}', 'ok', null, null, %s, %s, null, null, '{}'
          ) as r
          """
          .formatted(
              TENANT,
              LedgerStep.id(id),
              usageId(usage, at),
              amount,
              tokens / 2,
              (tokens + 1) / 2,
              told.map(price -> "'" + price.currency() + "'").orElse("null"),
              told.map(price -> numeric(tokens * price.ofToken())).orElse("null"));
    }
  }

  /**
   * Usage without a reservation.
   *
   * @param id a name of usage, at the time in its id
   */
  record Charge(
      String id,
      long at,
      LedgerModel.Request request,
      long tokens,
      Optional<LedgerModel.Price> told)
      implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.charge(id, at / 1000 * 1000, request, tokens, told);
    }

    @Override
    public String scope() {
      return user(request.user());
    }

    @Override
    public String sql() {
      return """
          select charge_usage(
            '%s', '%s', '%s', %s, '%s', null, null, '%s', 'ok', '{"input": %d, "output": %d}', %d, %s, %s,
            null, null, '{}'
          )::text
          """
          .formatted(
              TENANT,
              usageId(id, at),
              LedgerStep.id(request.user()),
              quoted(request.token()),
              LedgerStep.id(request.channel()),
              request.model(),
              tokens / 2,
              (tokens + 1) / 2,
              request.amount(),
              told.map(price -> "'" + price.currency() + "'").orElse("null"),
              told.map(price -> numeric(tokens * price.ofToken())).orElse("null"));
    }
  }

  /** A model gets a price for all times, or has none. */
  record SetPrice(String model, Optional<LedgerModel.Price> price) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel oracle) {
      price.ifPresentOrElse(
          other -> oracle.prices.put(model, other), () -> oracle.prices.remove(model));
      return Set.of();
    }

    @Override
    public String sql() {
      return "update model.prices set currency = %s, price = %s where model = '%s' returning ''"
          .formatted(
              price.map(other -> "'" + other.currency() + "'").orElse("null"),
              price.map(other -> Long.toString(other.ofToken())).orElse("null"),
              model);
    }
  }

  /** What was used of a model is priced anew. */
  record Rerate(String model) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel oracle) {
      return oracle.rerate(model);
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select adjusted::text from rerate('%s', '%s', '-infinity', 'infinity', 'model', null, 1000)"
          .formatted(TENANT, model);
    }
  }

  record Release(String id) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.release(id);
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select r.state || '|' || coalesce(r.settled_amount::text, '') from release_quota('%s', '%s') as r"
          .formatted(TENANT, LedgerStep.id(id));
    }
  }

  record Expire() implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.expire();
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select expire_reservations(1000)::text";
    }
  }

  record Adjust(String id, LedgerModel.Key key, long used) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.adjust(id, key, used);
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select adjust_quota('%s', '%s', '%s', '%s', '%s', %s, 'model')::text"
          .formatted(
              TENANT,
              LedgerStep.id(id),
              LedgerStep.id(key.limit()),
              LedgerStep.id(key.holder()),
              key.measure(),
              numeric(used));
    }
  }

  /** Somebody writes past the functions, and system work repairs it. */
  record Repair(String id, String limit, long held, long used, boolean deleted)
      implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.changed(limit);
      if (deleted) {
        model.restored(limit);
      }
      return Set.of();
    }

    @Override
    public String sql() {
      return "select model.drift_and_repair('%s', '%s', '%s', %s, %s, %s)"
          .formatted(
              TENANT,
              LedgerStep.id(id),
              LedgerStep.id(limit),
              numeric(held),
              numeric(used),
              deleted);
    }
  }

  /** What many requests at once do to a limit: slots, of which only one has room. */
  record Spread(String limit, int slot) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return Set.of();
    }

    @Override
    public String sql() {
      return "select model.spread('%s', '%s', %d)::text"
          .formatted(TENANT, LedgerStep.id(limit), slot);
    }
  }

  /** Sets quota and rate limit of a token or a channel. */
  record SetLimits(String subject, long quota, long rate) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.quotas.put(subject, quota);
      model.rates.put(subject, rate);
      model.changed(subject);
      return Set.of();
    }

    @Override
    public String sql() {
      return "update %s set quota = coalesce(%s, -1), rate_limit = %d where id = '%s' returning ''"
          .formatted(
              subject.startsWith("T") ? "user_tokens" : "provider_channels",
              numeric(quota),
              rate / LedgerModel.ONE,
              LedgerStep.id(subject));
    }
  }

  /** Adds to the quota of a token. */
  record AddQuota(String token, long amount) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      long quota = model.quotas.get(token);
      long sum = quota == LedgerModel.UNLIMITED ? quota : quota + amount * LedgerModel.ONE;
      if (sum < 0) {
        return Set.of("error 23514 user_tokens_quota_check");
      }
      model.quotas.put(token, sum);
      model.changed(token);
      return Set.of(sum == LedgerModel.UNLIMITED ? "-1" : Long.toString(sum / LedgerModel.ONE));
    }

    @Override
    public String scope() {
      return user(LedgerModel.OWNERS.get(token));
    }

    @Override
    public String sql() {
      return "select quota::text from add_token_quota('%s', '%s', gen_random_uuid(), %d)"
          .formatted(TENANT, LedgerStep.id(token), amount);
    }
  }

  record CreateBudget(String name, LedgerModel.Budget budget) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      if (budget.subject().equals("channel")
          && budget.holder().filter(model.deleted::contains).isPresent()) {
        return Set.of("error 23503 budgets_tenant_id_channel_id_fk");
      }
      model.budgets.put(name, budget);
      return Set.of();
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select create_budget('%s', '%s', 'b', '%s', %s, %s, %s, '%s', %s, '%s', %s, %s)::text"
          .formatted(
              TENANT,
              LedgerStep.id(name),
              budget.subject(),
              quoted(budget.holder()),
              budget.subject().equals("token")
                  ? quoted(budget.holder().map(LedgerModel.OWNERS::get))
                  : "null",
              budget.model().map(m -> "'" + m + "'").orElse("null"),
              budget.unit(),
              budget.currency().isEmpty() ? "null" : "'" + budget.currency() + "'",
              budget.period(),
              numeric(budget.hard()),
              numeric(budget.soft()));
    }
  }

  record ChangeBudget(String name, long hard, OptionalLong soft) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.budgets.computeIfPresent(name, (n, budget) -> budget.withLimits(hard, soft));
      model.changed(name);
      return Set.of();
    }

    @Override
    public String sql() {
      return "update budgets set hard_limit = %s, soft_limit = %s where id = '%s' returning ''"
          .formatted(numeric(hard), numeric(soft), LedgerStep.id(name));
    }
  }

  record DeleteBudget(String name) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.budgets.remove(name);
      return Set.of();
    }

    @Override
    public String sql() {
      return "delete from budgets where id = '%s' returning ''".formatted(LedgerStep.id(name));
    }
  }

  record DeleteChannel(String channel) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.deleted.add(channel);
      model
          .budgets
          .values()
          .removeIf(b -> b.subject().equals("channel") && b.holder().equals(Optional.of(channel)));
      return Set.of();
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select delete_channel('%s', '%s')::text".formatted(TENANT, LedgerStep.id(channel));
    }
  }

  record Tell(long calls, ZoneId zone) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.told = true;
      model.calls = calls;
      model.zone = zone;
      model.changed(LedgerModel.TENANT);
      return Set.of("true");
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select set_tenant_settings('%s', (%s)::integer, '%s', clock_timestamp())::text"
          .formatted(TENANT, numeric(calls), zone.getId());
    }
  }

  /** Names of everything that has an id before the first step. */
  static List<String> names() {
    return List.of("tenant", "U0", "U1", "G0", "G1", "T0", "T1", "T2", "C0", "C1");
  }
}
