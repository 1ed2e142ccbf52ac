package io.lyss.dao;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The price of a model for a period.
 *
 * @param tenantId the tenant that pays it; the nil UUID if it is for each tenant without a price of
 *     its own, and always in the platform database, which has no tenants
 * @param id the price's id
 * @param model the model
 * @param currency the code of ISO 4217
 * @param unitPrices what its tokens cost
 * @param effectiveFrom the first instant at which it is in effect
 * @param effectiveTo the first instant at which it is no longer in effect
 * @param createdAt when it was set
 * @param updatedAt when it was changed last
 */
public record Price(
    UUID tenantId,
    UUID id,
    PricedModel model,
    String currency,
    UnitPrices unitPrices,
    Instant effectiveFrom,
    Optional<Instant> effectiveTo,
    Instant createdAt,
    Instant updatedAt) {

  private static final UUID EVERYBODY = new UUID(0, 0);

  /** Whether it is the platform's, and not a tenant's own. */
  public boolean forEverybody() {
    return tenantId.equals(EVERYBODY);
  }

  /** The same with another currency. */
  public Price withCurrency(String code) {
    return new Price(
        tenantId, id, model, code, unitPrices, effectiveFrom, effectiveTo, createdAt, updatedAt);
  }

  /** The same with other prices. */
  public Price withUnitPrices(UnitPrices other) {
    return new Price(
        tenantId, id, model, currency, other, effectiveFrom, effectiveTo, createdAt, updatedAt);
  }
}
