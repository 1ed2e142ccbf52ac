package io.lyss.dao.platform;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * The total usage of an active provider, as far as this scope can see.
 *
 * @param providerId the provider
 * @param providerName its name
 * @param uniqueUsers users with at least one request
 * @param totalTokens input and output tokens together
 * @param totalCost in the one currency that costs have; empty for several
 * @param averageTokens per request; empty without one
 * @param averageCost per request that has a price; empty without one, and for several currencies
 * @param firstUsedAt empty if never
 * @param lastUsedAt empty if never
 */
public record ProviderUsage(
    int providerId,
    String providerName,
    long uniqueUsers,
    long totalTokens,
    Optional<BigDecimal> totalCost,
    Optional<BigDecimal> averageTokens,
    Optional<BigDecimal> averageCost,
    Optional<Instant> firstUsedAt,
    Optional<Instant> lastUsedAt) {}
