package io.lyss.dao.shared;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * What tokens cost.
 *
 * @param priceId the price that it was computed with
 * @param currency the code of ISO 4217
 * @param amount with 8 decimal places, rounded half up
 */
public record Cost(UUID priceId, String currency, BigDecimal amount) {}
