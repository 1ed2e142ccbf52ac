package io.lyss.dao.shared;

import io.lyss.dao.internal.Row;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a model costs, for a time.
 *
 * @param tenantId the tenant whom it is for; {@link SharedService#PLATFORM} for all who have none
 *     of their own
 * @param id identity
 * @param model the model
 * @param currency as ISO 4217 has it
 * @param input for a million input tokens that were not cached
 * @param output for a million output tokens
 * @param cachedInput for a million input tokens that were cached; empty: as those that were not
 * @param effectiveFrom the first instant at which it holds
 * @param effectiveTo the first instant at which it holds no more
 * @param createdAt when it was set
 */
public record Price(
    UUID tenantId,
    UUID id,
    PricedModel model,
    String currency,
    BigDecimal input,
    BigDecimal output,
    Optional<BigDecimal> cachedInput,
    Instant effectiveFrom,
    Optional<Instant> effectiveTo,
    Instant createdAt) {

  /** Whether it is for everybody, and not a tenant's own. */
  public boolean isForEverybody() {
    return tenantId.equals(SharedService.PLATFORM);
  }

  static Price read(Row row) throws SQLException {
    return new Price(
        row.nextUuid(),
        row.nextUuid(),
        new PricedModel(row.nextString(), row.nextString()),
        row.nextString(),
        row.nextDecimal(),
        row.nextDecimal(),
        row.nextOptionalDecimal(),
        row.nextInstant(),
        row.nextOptionalInstant(),
        row.nextInstant());
  }
}
