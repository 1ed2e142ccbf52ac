package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A budget to be set: how much of a unit a subject may use in a period.
 *
 * @param id the budget's id, from {@link Ids#next}
 * @param name for people: 1 to 100 characters, no spaces around; not unique
 * @param subject what it limits
 * @param subjectId the group, user, token or channel; empty for each subject of that kind in the
 *     tenant, separately, and for the tenant
 * @param ownerId the owner of the token; only if the subject is a token
 * @param model the model that it counts; empty for all together
 * @param unit what it counts
 * @param currency the code of ISO 4217; only for a budget of cost
 * @param period after which time it begins anew; {@link LimitPeriod#TOTAL} for requests at once
 * @param hardLimit how much may be used in a period, 0 or more; empty without limit
 * @param softLimit how much may be used before {@code budget.soft_limit_reached} is published, once
 *     a period; no more than the hard limit; empty for never
 */
public record NewBudget(
    UUID id,
    String name,
    LimitSubject subject,
    Optional<UUID> subjectId,
    Optional<UUID> ownerId,
    Optional<String> model,
    LimitUnit unit,
    Optional<String> currency,
    LimitPeriod period,
    Optional<BigDecimal> hardLimit,
    Optional<BigDecimal> softLimit) {

  public NewBudget {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(subjectId, "subjectId");
    Objects.requireNonNull(ownerId, "ownerId");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(period, "period");
    Objects.requireNonNull(hardLimit, "hardLimit");
    Objects.requireNonNull(softLimit, "softLimit");
  }

  /** A budget of the whole tenant. */
  public static NewBudget ofTenant(
      String name, LimitUnit unit, LimitPeriod period, BigDecimal hardLimit) {
    return of(name, LimitSubject.TENANT, Optional.empty(), unit, period, hardLimit);
  }

  /** A budget of one group, user or channel. */
  public static NewBudget of(
      String name,
      LimitSubject subject,
      UUID subjectId,
      LimitUnit unit,
      LimitPeriod period,
      BigDecimal hardLimit) {
    return of(name, subject, Optional.of(subjectId), unit, period, hardLimit);
  }

  /** A budget that each group, user, token or channel of the tenant has separately. */
  public static NewBudget ofEach(
      String name, LimitSubject subject, LimitUnit unit, LimitPeriod period, BigDecimal hardLimit) {
    return of(name, subject, Optional.empty(), unit, period, hardLimit);
  }

  /** A budget of one token. */
  public static NewBudget ofToken(
      String name, UserToken token, LimitUnit unit, LimitPeriod period, BigDecimal hardLimit) {
    NewBudget budget =
        of(name, LimitSubject.TOKEN, Optional.of(token.id()), unit, period, hardLimit);
    return new NewBudget(
        budget.id,
        name,
        budget.subject,
        budget.subjectId,
        Optional.of(token.userId()),
        budget.model,
        unit,
        budget.currency,
        period,
        budget.hardLimit,
        budget.softLimit);
  }

  private static NewBudget of(
      String name,
      LimitSubject subject,
      Optional<UUID> subjectId,
      LimitUnit unit,
      LimitPeriod period,
      BigDecimal hardLimit) {
    return new NewBudget(
        Ids.next(),
        name,
        subject,
        subjectId,
        Optional.empty(),
        Optional.empty(),
        unit,
        Optional.empty(),
        period,
        Optional.of(hardLimit),
        Optional.empty());
  }

  /** The same for one model. */
  public NewBudget withModel(String other) {
    return with(Optional.of(other), currency, hardLimit, softLimit);
  }

  /** The same in a currency; for a budget of cost. */
  public NewBudget withCurrency(String other) {
    return with(model, Optional.of(other), hardLimit, softLimit);
  }

  /** The same with a soft limit. */
  public NewBudget withSoftLimit(BigDecimal other) {
    return with(model, currency, hardLimit, Optional.of(other));
  }

  private NewBudget with(
      Optional<String> otherModel,
      Optional<String> otherCurrency,
      Optional<BigDecimal> otherHard,
      Optional<BigDecimal> otherSoft) {
    return new NewBudget(
        id,
        name,
        subject,
        subjectId,
        ownerId,
        otherModel,
        unit,
        otherCurrency,
        period,
        otherHard,
        otherSoft);
  }
}
