package io.lyss.dao.shared;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The price of a model, for a time.
 *
 * @param tenantId the tenant that pays it; {@link SharedService#PLATFORM} for every tenant without
 *     a price of its own
 * @param id the price's id
 * @param model the model
 * @param currency the code of ISO 4217
 * @param input for a million input tokens that were not cached
 * @param output for a million output tokens
 * @param cachedInput for a million input tokens that were cached; empty for the price of those that
 *     were not
 * @param effectiveFrom the first instant at which it holds
 * @param effectiveTo the first instant at which it no longer holds
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

  /** Whether it is the platform's, and not a tenant's own. */
  public boolean isForEverybody() {
    return tenantId.equals(SharedService.PLATFORM);
  }
}
