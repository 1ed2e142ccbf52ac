package io.lyss.dao.platform;

import io.lyss.dao.internal.Row;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * What an active provider was used for, all time, as far as this scope can see.
 *
 * @param providerId the provider
 * @param providerName its name
 * @param uniqueUsers users with at least one request
 * @param totalTokens tokens, in and out together
 * @param totalCost in the organisation's currency
 * @param averageTokens a request; empty without one
 * @param averageCost a request; empty without one
 * @param firstUsedAt empty if never
 * @param lastUsedAt empty if never
 */
public record ProviderUsage(
    int providerId,
    String providerName,
    long uniqueUsers,
    long totalTokens,
    BigDecimal totalCost,
    Optional<BigDecimal> averageTokens,
    Optional<BigDecimal> averageCost,
    Optional<Instant> firstUsedAt,
    Optional<Instant> lastUsedAt) {

  static ProviderUsage read(Row row) throws SQLException {
    return new ProviderUsage(
        row.nextInt(),
        row.nextString(),
        row.nextLong(),
        row.nextLong(),
        row.nextDecimal(),
        row.nextOptionalDecimal(),
        row.nextOptionalDecimal(),
        row.nextOptionalInstant(),
        row.nextOptionalInstant());
  }
}
