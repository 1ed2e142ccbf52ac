package io.lyss.dao;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * What tokens cost.
 *
 * @param priceId the price that it was computed with
 * @param currency the code of ISO 4217
 * @param amount the exact amount, with at most 14 decimal places; nothing is rounded, so sums of
 *     costs are exact
 */
public record Cost(UUID priceId, String currency, BigDecimal amount) {}
