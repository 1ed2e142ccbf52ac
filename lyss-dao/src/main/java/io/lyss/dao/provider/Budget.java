package io.lyss.dao.provider;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How much of a unit a subject may use in a period.
 *
 * @param tenantId the tenant
 * @param id the budget's id
 * @param name for people; not unique
 * @param setBy who set it and may change it
 * @param subject what it limits
 * @param subjectId the tenant, group, user, token or channel; empty for each subject of that kind
 *     in the tenant, separately
 * @param model the model that it counts; empty for all together
 * @param unit what it counts
 * @param currency the currency of a budget of cost
 * @param period the period after which it begins anew
 * @param hardLimit how much may be used in a period; empty without limit
 * @param softLimit how much may be used before {@code budget.soft_limit_reached} is published
 * @param createdAt when it was set
 * @param updatedAt when it was changed last
 */
public record Budget(
    UUID tenantId,
    UUID id,
    String name,
    BudgetSetter setBy,
    LimitSubject subject,
    Optional<UUID> subjectId,
    Optional<String> model,
    LimitUnit unit,
    Optional<String> currency,
    LimitPeriod period,
    Optional<BigDecimal> hardLimit,
    Optional<BigDecimal> softLimit,
    Instant createdAt,
    Instant updatedAt) {

  /** The same under another name: 1 to 100 characters, no spaces around. */
  public Budget withName(String other) {
    return with(other, hardLimit, softLimit);
  }

  /** The same with other limits; not both empty, the soft one no more than the hard one. */
  public Budget withLimits(Optional<BigDecimal> hard, Optional<BigDecimal> soft) {
    return with(name, hard, soft);
  }

  private Budget with(String otherName, Optional<BigDecimal> hard, Optional<BigDecimal> soft) {
    return new Budget(
        tenantId, id, otherName, setBy, subject, subjectId, model, unit, currency, period, hard,
        soft, createdAt, updatedAt);
  }
}
