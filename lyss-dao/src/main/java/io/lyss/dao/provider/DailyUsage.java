package io.lyss.dao.provider;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What was used of one model on one day, in one currency: costs in several have no sum.
 *
 * @param day in UTC
 * @param model by the name that requests use
 * @param currency of the cost, by the code of ISO 4217; empty for the host's, and for requests
 *     without a price
 * @param requests how many
 * @param promptTokens tokens in
 * @param completionTokens tokens out
 * @param amount of the quota
 * @param cost in that currency, corrections included
 */
public record DailyUsage(
    LocalDate day,
    String model,
    Optional<String> currency,
    long requests,
    long promptTokens,
    long completionTokens,
    long amount,
    BigDecimal cost) {}
