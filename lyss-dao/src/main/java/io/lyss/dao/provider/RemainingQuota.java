package io.lyss.dao.provider;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is left of one limit in its period.
 *
 * @param limitId the budget, or the token, channel or tenant that has the limit
 * @param holderId for whom it counts: the tenant, group, user, token or channel
 * @param measure which of its limits
 * @param subject what it limits
 * @param name the budget's name
 * @param unit what it counts
 * @param currency the currency of a limit of cost
 * @param period after which time it begins anew
 * @param hardLimit how much may be used in a period; empty without limit
 * @param softLimit how much may be used before an event is published; empty for never
 * @param held how much is reserved for running requests
 * @param used how much was used; it may be more than the limit
 * @param remaining how much a request may still reserve, 0 or more; empty without limit
 * @param resetsAt when it begins anew; empty for never
 */
public record RemainingQuota(
    UUID limitId,
    UUID holderId,
    LimitMeasure measure,
    LimitSubject subject,
    Optional<String> name,
    LimitUnit unit,
    Optional<String> currency,
    LimitPeriod period,
    Optional<BigDecimal> hardLimit,
    Optional<BigDecimal> softLimit,
    BigDecimal held,
    BigDecimal used,
    Optional<BigDecimal> remaining,
    Optional<Instant> resetsAt) {}
