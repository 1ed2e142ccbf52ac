package io.lyss.dao.platform;

import io.lyss.dao.internal.Row;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * What a provider was used for on a day.
 *
 * @param day the day, in UTC
 * @param providerId the provider
 * @param tokens tokens, in and out together
 * @param cost in the organisation's currency
 * @param requests how many requests
 */
public record DailyUsage(
    LocalDate day, int providerId, long tokens, BigDecimal cost, long requests) {

  static DailyUsage read(Row row) throws SQLException {
    return new DailyUsage(
        row.nextDate(), row.nextInt(), row.nextLong(), row.nextDecimal(), row.nextLong());
  }
}
