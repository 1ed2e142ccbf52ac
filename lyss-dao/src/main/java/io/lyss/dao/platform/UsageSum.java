package io.lyss.dao.platform;

import io.lyss.dao.RequestOutcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Usage that was added up. A dimension by which it was not grouped is empty.
 *
 * @param bucket the beginning of the hour, day or month
 * @param userId who used it
 * @param providerId the provider
 * @param model the model; empty also where it was not recorded
 * @param outcome how the requests ended
 * @param currency of the cost; empty also for the organisation's
 * @param requests how many
 * @param unpriced how many of them have no price yet
 * @param tokens input and output tokens together
 * @param cost corrections included; in one currency only where {@link UsageDimension#CURRENCY} is a
 *     dimension, and otherwise the sum of the numbers, whichever the currencies
 * @param averageTimeToFirstTokenMs of the requests that have one
 * @param averageDurationMs of the requests that have one
 */
public record UsageSum(
    Optional<Instant> bucket,
    OptionalInt userId,
    OptionalInt providerId,
    Optional<String> model,
    Optional<RequestOutcome> outcome,
    Optional<String> currency,
    long requests,
    long unpriced,
    long tokens,
    BigDecimal cost,
    Optional<BigDecimal> averageTimeToFirstTokenMs,
    Optional<BigDecimal> averageDurationMs) {}
