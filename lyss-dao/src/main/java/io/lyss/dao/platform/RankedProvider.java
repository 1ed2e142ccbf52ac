package io.lyss.dao.platform;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A provider among those that were used most.
 *
 * @param providerId the provider
 * @param providerName its name
 * @param requests how many
 * @param tokens input and output tokens together
 * @param cost in the one currency that it has, corrections included; empty for several
 */
public record RankedProvider(
    int providerId, String providerName, long requests, long tokens, Optional<BigDecimal> cost) {}
