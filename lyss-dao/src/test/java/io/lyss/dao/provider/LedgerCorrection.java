package io.lyss.dao.provider;

import io.lyss.dao.provider.LedgerLimits.Key;
import io.lyss.dao.provider.LedgerPrices.Price;
import java.util.Optional;
import java.util.Set;

/** What changes costs, and what system work corrects. */
final class LedgerCorrection {

  private LedgerCorrection() {}

  /** A model gets a price for all times, or has none. */
  record SetPrice(String model, Optional<Price> price) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel oracle) {
      oracle.limits.prices.set(model, price);
      return Set.of();
    }

    @Override
    public String sql() {
      return "update model.prices set currency = %s, price = %s where tenant_id = '%s' and model = '%s' returning ''"
          .formatted(
              price.map(other -> "'" + other.currency() + "'").orElse("null"),
              price.map(other -> Long.toString(other.ofToken())).orElse("null"),
              LedgerStep.TENANT,
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
          .formatted(LedgerStep.TENANT, model);
    }
  }

  record Adjust(String id, Key key, long used) implements LedgerStep {
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
              LedgerStep.TENANT,
              LedgerStep.id(id),
              LedgerStep.id(key.limit()),
              LedgerStep.id(key.holder()),
              key.measure(),
              LedgerStep.numeric(used));
    }
  }

  /** Somebody writes past the functions, and system work repairs it. */
  record Repair(String id, String limit, long held, long used, boolean deleted)
      implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      model.counters.changed(limit);
      if (deleted) {
        model.counters.restored(limit);
      }
      return Set.of();
    }

    @Override
    public String sql() {
      return "select model.drift_and_repair('%s', '%s', '%s', %s, %s, %s)"
          .formatted(
              LedgerStep.TENANT,
              LedgerStep.id(id),
              LedgerStep.id(limit),
              LedgerStep.numeric(held),
              LedgerStep.numeric(used),
              deleted);
    }
  }

  /** Divides a limit into slots of which only one has room, as many requests at once do. */
  record Spread(String limit, int slot) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return Set.of();
    }

    @Override
    public String sql() {
      return "select model.spread('%s', '%s', %d)::text"
          .formatted(LedgerStep.TENANT, LedgerStep.id(limit), slot);
    }
  }
}
