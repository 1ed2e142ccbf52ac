package io.lyss.dao.provider;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The limit for which a request was refused; of several, the one that resets last.
 *
 * @param limitId the budget, or the token, channel or tenant that has the limit
 * @param measure which of its limits
 * @param subject what it limits
 * @param unit what it counts
 * @param period after which time it begins anew
 * @param hardLimit how much may be used in a period
 * @param remaining how much is left, 0 or more, and less than the request needs
 * @param resetsAt when it begins anew; empty for never
 */
public record ExhaustedLimit(
    UUID limitId,
    LimitMeasure measure,
    LimitSubject subject,
    LimitUnit unit,
    LimitPeriod period,
    BigDecimal hardLimit,
    BigDecimal remaining,
    Optional<Instant> resetsAt) {}
