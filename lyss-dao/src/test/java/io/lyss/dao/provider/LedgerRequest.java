package io.lyss.dao.provider;

import io.lyss.dao.provider.LedgerLimits.Request;
import io.lyss.dao.provider.LedgerPrices.Price;
import java.util.Optional;
import java.util.Set;

/** What becomes of a request, as SQL, and as the model has it. */
final class LedgerRequest {

  private LedgerRequest() {}

  record Reserve(String id, Request request, long hold) implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.reserve(id, request, hold);
    }

    @Override
    public String scope() {
      return LedgerStep.user(request.user());
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
              LedgerStep.TENANT,
              LedgerStep.id(id),
              LedgerStep.quoted(request.token()),
              LedgerStep.id(request.channel()),
              request.model(),
              request.amount(),
              estimate,
              hold);
    }
  }

  record Settle(String id, String usage, long at, long amount, long tokens, Optional<Price> told)
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
              LedgerStep.TENANT,
              LedgerStep.id(id),
              LedgerStep.usageId(usage, at),
              amount,
              tokens / 2,
              (tokens + 1) / 2,
              told.map(price -> "'" + price.currency() + "'").orElse("null"),
              told.map(price -> LedgerStep.numeric(tokens * price.ofToken())).orElse("null"));
    }
  }

  /**
   * Usage without a reservation.
   *
   * @param id a name of usage, at the time in its id
   */
  record Charge(String id, long at, Request request, long tokens, Optional<Price> told)
      implements LedgerStep {
    @Override
    public Set<String> apply(LedgerModel model) {
      return model.charge(id, at / 1000 * 1000, request, tokens, told);
    }

    @Override
    public String scope() {
      return LedgerStep.user(request.user());
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
              LedgerStep.TENANT,
              LedgerStep.usageId(id, at),
              LedgerStep.id(request.user()),
              LedgerStep.quoted(request.token()),
              LedgerStep.id(request.channel()),
              request.model(),
              tokens / 2,
              (tokens + 1) / 2,
              request.amount(),
              told.map(price -> "'" + price.currency() + "'").orElse("null"),
              told.map(price -> LedgerStep.numeric(tokens * price.ofToken())).orElse("null"));
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
          .formatted(LedgerStep.TENANT, LedgerStep.id(id));
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
}
