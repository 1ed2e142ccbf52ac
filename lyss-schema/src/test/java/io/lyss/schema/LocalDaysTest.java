package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each period that counts as a day of a time zone is one: all quarters of an hour in it are of that
 * day, and those beside it are not. Clocks that are set at midnight or by half an hour, and an
 * island that left out a day, are among them.
 */
class LocalDaysTest {

  private static final String DAYS =
      """
      select
        count(*) filter (where lyss_provider.is_local_day(c.starts_at, c.ends_at, '%1$s')) as taken,
        count(*) filter (where c.is_utc) as of_utc,
        count(*) filter (
          where lyss_provider.is_local_day(c.starts_at, c.ends_at, '%1$s') and (
            c.is_utc
            or exists (
              select from generate_series(
                c.starts_at - interval '30 hours', c.ends_at + interval '30 hours', interval '15 minutes') as q (at)
              where (q.at >= c.starts_at and q.at < c.ends_at)
                <> ((q.at at time zone '%1$s')::date = (c.starts_at at time zone '%1$s')::date)
            )
          )
        ) as wrong
      from (
        select
          d.starts_at, e.ends_at,
          extract(epoch from d.starts_at) %% 86400 = 0 and e.ends_at - d.starts_at = interval '24 hours' as is_utc
        from (
          select distinct lyss_provider.usage_bucket(h.at, 'day', '%1$s')
          from generate_series(timestamptz '%2$s', timestamptz '%3$s', interval '12 hours') as h (at)
        ) as d (starts_at)
        cross join lateral lyss_provider.usage_bucket(d.starts_at + interval '26 hours', 'day', '%1$s') as e (ends_at)
      ) as c
      """;

  @ParameterizedTest
  @CsvSource({
    // a zone, a year in UTC, how many of the days that it touches are taken
    "Asia/Kathmandu, 2026, 365",
    "America/New_York, 2026, 366",
    "Australia/Lord_Howe, 2026, 365",
    // the hour after midnight comes twice on one day: its name is not where it begins
    "America/Havana, 2026, 364",
    // the first hour of a day is left out
    "America/Santiago, 2026, 366",
    "Africa/Cairo, 2026, 365",
    // in winter its days are those of UTC
    "Europe/London, 2026, 211",
    "Pacific/Apia, 2011, 366",
    "UTC, 2026, 0"
  })
  void eachPeriodThatCountsAsALocalDayIsOne(String zone, int year, int taken) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(LyssDatabase.PROVIDER, "");
        Connection connection = database.owner();
        Statement statement = connection.createStatement();
        ResultSet days =
            statement.executeQuery(
                DAYS.formatted(zone, year + "-01-01 00:00:00+00", year + "-12-31 12:00:00+00"))) {
      days.next();
      assertThat(days.getInt("wrong")).isZero();
      assertThat(days.getInt("taken")).isEqualTo(taken);
    }
  }
}
