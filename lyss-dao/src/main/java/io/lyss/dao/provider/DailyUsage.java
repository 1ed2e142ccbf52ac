package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * What was used on one day of one model.
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
    BigDecimal cost) {

  static DailyUsage read(Row row) throws SQLException {
    return new DailyUsage(
        row.nextDate(),
        row.nextString(),
        row.nextLong(),
        row.nextLong(),
        row.nextLong(),
        row.nextLong(),
        row.nextDecimal());
  }
}
