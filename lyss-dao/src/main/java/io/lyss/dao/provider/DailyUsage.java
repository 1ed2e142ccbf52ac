package io.lyss.dao.provider;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What was used of one model on one day.
 *
 * @param day in UTC
 * @param model by the name that requests use
 * @param requests how many
 * @param promptTokens tokens in
 * @param completionTokens tokens out
 * @param amount of the quota
 * @param cost in the currency of the host
 */
public record DailyUsage(
    LocalDate day,
    String model,
    long requests,
    long promptTokens,
    long completionTokens,
    long amount,
    BigDecimal cost) {}
