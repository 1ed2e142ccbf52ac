package io.lyss.dao.provider;

import io.lyss.dao.provider.LedgerLimits.Budget;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What changes the limits of a tenant. */
final class LedgerSetting {

  private LedgerSetting() {}

  /** Sets quota and rate limit of a token or a channel. */
  record SetLimits(String subject, long quota, long rate) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.limits.quotas.put(subject, quota);
      model.limits.rates.put(subject, rate);
      model.counters.changed(subject);
      return Set.of();
    }

    @Override
    public String sql() {
      return "update %s set quota = coalesce(%s, -1), rate_limit = %d where tenant_id = '%s' and id = '%s' returning ''"
          .formatted(
              subject.startsWith("T") ? "user_tokens" : "provider_channels",
              LedgerStep.numeric(quota),
              rate / LedgerModel.ONE,
              LedgerStep.TENANT,
              LedgerStep.id(subject));
    }
  }

  /** Adds to the quota of a token. */
  record AddQuota(String token, long amount) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      long quota = model.limits.quotas.get(token);
      long sum = quota == LedgerModel.UNLIMITED ? quota : quota + amount * LedgerModel.ONE;
      if (sum < 0) {
        return Set.of("error 23514 user_tokens_quota_check");
      }
      model.limits.quotas.put(token, sum);
      model.counters.changed(token);
      return Set.of(sum == LedgerModel.UNLIMITED ? "-1" : Long.toString(sum / LedgerModel.ONE));
    }

    @Override
    public String scope() {
      return LedgerStep.user(LedgerModel.OWNERS.get(token));
    }

    @Override
    public String sql() {
      return "select quota::text from add_token_quota('%s', '%s', gen_random_uuid(), %d)"
          .formatted(LedgerStep.TENANT, LedgerStep.id(token), amount);
    }
  }

  record CreateBudget(String name, Budget budget) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      if (budget.subject().equals("channel")
          && budget.holder().filter(model.limits.deleted::contains).isPresent()) {
        return Set.of("error 23503 budgets_tenant_id_channel_id_fk");
      }
      model.limits.budgets.put(name, budget);
      return Set.of();
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select create_budget('%s', '%s', '%s', %s, %s, row('b', %s, '%s', %s, '%s', %s, %s)::new_budget)::text"
          .formatted(
              LedgerStep.TENANT,
              LedgerStep.id(name),
              budget.subject(),
              LedgerStep.quoted(budget.holder()),
              budget.subject().equals("token")
                  ? LedgerStep.quoted(budget.holder().map(LedgerModel.OWNERS::get))
                  : "null",
              budget.model().map(m -> "'" + m + "'").orElse("null"),
              budget.unit(),
              budget.currency().isEmpty() ? "null" : "'" + budget.currency() + "'",
              budget.period(),
              LedgerStep.numeric(budget.hard()),
              LedgerStep.numeric(budget.soft()));
    }
  }

  record ChangeBudget(String name, long hard, OptionalLong soft) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.limits.budgets.computeIfPresent(name, (n, budget) -> budget.withLimits(hard, soft));
      model.counters.changed(name);
      return Set.of();
    }

    @Override
    public String sql() {
      return "update budgets set hard_limit = %s, soft_limit = %s where tenant_id = '%s' and id = '%s' returning ''"
          .formatted(
              LedgerStep.numeric(hard),
              LedgerStep.numeric(soft),
              LedgerStep.TENANT,
              LedgerStep.id(name));
    }
  }

  /** Adds to the limits of a budget: a thousandth where it is of cost. */
  record AddToBudget(String name, long amount) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      Budget budget = model.limits.budgets.get(name);
      if (budget == null) {
        return Set.of();
      }
      long more = budget.unit().equals("cost") ? amount * 1000 : amount * LedgerModel.ONE;
      boolean limited = budget.hard() != LedgerModel.UNLIMITED;
      long hard = limited ? budget.hard() + more : LedgerModel.UNLIMITED;
      OptionalLong soft =
          budget.soft().isPresent()
              ? OptionalLong.of(budget.soft().getAsLong() + more)
              : OptionalLong.empty();
      if (hard < 0 || soft.orElse(0) < 0) {
        return Set.of("error 23514 budgets_" + (hard < 0 ? "hard" : "soft") + "_limit_check");
      }
      model.limits.budgets.put(name, budget.withLimits(hard, soft));
      model.counters.changed(name);
      return Set.of(limited ? Long.toString(hard) : "");
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select model.add_to_budget('%s', '%s', %d)"
          .formatted(LedgerStep.TENANT, LedgerStep.id(name), amount);
    }
  }

  record DeleteBudget(String name) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.limits.budgets.remove(name);
      return Set.of();
    }

    @Override
    public String sql() {
      return "delete from budgets where tenant_id = '%s' and id = '%s' returning ''"
          .formatted(LedgerStep.TENANT, LedgerStep.id(name));
    }
  }

  record DeleteChannel(String channel) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.limits.deleted.add(channel);
      model
          .limits
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
      return "select delete_channel('%s', '%s')::text"
          .formatted(LedgerStep.TENANT, LedgerStep.id(channel));
    }
  }

  record Tell(long calls, ZoneId zone) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.limits.told = true;
      model.limits.calls = calls;
      model.limits.zone = zone;
      model.counters.changed(LedgerModel.TENANT);
      return Set.of("true");
    }

    @Override
    public String scope() {
      return "system";
    }

    @Override
    public String sql() {
      return "select set_tenant_settings('%s', (%s)::integer, '%s', clock_timestamp())::text"
          .formatted(LedgerStep.TENANT, LedgerStep.numeric(calls), zone.getId());
    }
  }
}
