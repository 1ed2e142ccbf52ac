package io.lyss.dao.platform;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The usage of a provider on a day, in one currency: costs in several have no sum.
 *
 * @param day the day, in UTC
 * @param providerId the provider
 * @param currency of the cost, by the code of ISO 4217; empty for the organisation's, and for
 *     requests without a price
 * @param tokens input and output tokens together
 * @param cost in that currency, corrections included
 * @param requests how many requests
 */
public record DailyUsage(
    LocalDate day,
    int providerId,
    Optional<String> currency,
    long tokens,
    BigDecimal cost,
    long requests) {}
