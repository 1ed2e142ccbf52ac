package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.UUID;

/**
 * What a request took.
 *
 * @param id the id of its usage record, from {@link Ids#next}
 * @param amount of the quota; 0 or more
 * @param promptTokens tokens in
 * @param completionTokens tokens out
 * @param cost in the currency of the host; at most 14 decimal places
 */
public record Consumption(
    UUID id, long amount, long promptTokens, long completionTokens, BigDecimal cost) {

  public Consumption {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(cost, "cost");
  }

  /** Tokens in and out, whose sum is the amount. */
  public static Consumption ofTokens(long prompt, long completion, BigDecimal cost) {
    return new Consumption(Ids.next(), Math.addExact(prompt, completion), prompt, completion, cost);
  }
}
