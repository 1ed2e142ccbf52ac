package io.lyss.dao.platform;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * The usage of a provider on a day.
 *
 * @param day the day, in UTC
 * @param providerId the provider
 * @param tokens input and output tokens together
 * @param cost in the organisation's currency
 * @param requests how many requests
 */
public record DailyUsage(
    LocalDate day, int providerId, long tokens, BigDecimal cost, long requests) {}
