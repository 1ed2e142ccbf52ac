package io.lyss.dao;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * What tokens cost.
 *
 * @param priceId the price that it was computed with
 * @param currency the code of ISO 4217
 * @param amount exact: nothing is rounded, so sums of costs are exact, too; at most 14 decimal
 *     places
 */
public record Cost(UUID priceId, String currency, BigDecimal amount) {}
