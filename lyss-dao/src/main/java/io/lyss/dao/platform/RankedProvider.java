package io.lyss.dao.platform;

import java.math.BigDecimal;

/**
 * A provider among those that were used most.
 *
 * @param providerId the provider
 * @param providerName its name
 * @param requests how many
 * @param tokens input and output tokens together
 * @param cost adjustments included
 */
public record RankedProvider(
    int providerId, String providerName, long requests, long tokens, BigDecimal cost) {}
