package io.lyss.dao.provider;

import io.lyss.dao.RequestOutcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Usage that was added up. A dimension by which it was not grouped is empty.
 *
 * @param bucket the beginning of the hour, day or month
 * @param userId who used it
 * @param tokenId the token; empty also for none
 * @param channelId the channel
 * @param groupId the group; empty also for none
 * @param providerType the kind of provider; empty also where it was not known
 * @param model the model
 * @param outcome how the requests ended
 * @param currency of the cost; empty also for none
 * @param requests how many
 * @param unpriced how many of them have no price yet
 * @param promptTokens tokens in, of all kinds
 * @param completionTokens tokens out, of all kinds
 * @param amount of quotas
 * @param cost corrections included; in one currency only where {@link UsageDimension#CURRENCY} is a
 *     dimension, and otherwise the sum of the numbers, whichever the currencies
 * @param averageTimeToFirstTokenMs of the requests that have one
 * @param averageDurationMs of the requests that have one
 */
public record UsageSum(
    Optional<Instant> bucket,
    Optional<UUID> userId,
    Optional<UUID> tokenId,
    Optional<UUID> channelId,
    Optional<UUID> groupId,
    Optional<String> providerType,
    Optional<String> model,
    Optional<RequestOutcome> outcome,
    Optional<String> currency,
    long requests,
    long unpriced,
    long promptTokens,
    long completionTokens,
    BigDecimal amount,
    BigDecimal cost,
    Optional<BigDecimal> averageTimeToFirstTokenMs,
    Optional<BigDecimal> averageDurationMs) {}
