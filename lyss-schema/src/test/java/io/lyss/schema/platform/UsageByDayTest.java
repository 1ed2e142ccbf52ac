package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static io.lyss.schema.platform.Organisation.BOB;
import static io.lyss.schema.platform.Organisation.DAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usage by provider and day, and in total. */
class UsageByDayTest {

  private static final String OLD_DAYS =
      "select usage_date::text, provider_id, daily_tokens, daily_requests"
          + " from provider_usage_daily where usage_date < '2021-01-01' order by 1, 2";

  private OwnedDatabase platform;
  private Connection app;
  private Scoped system;

  @BeforeEach
  void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
    app.createStatement().execute("set timezone = 'Pacific/Auckland'");
    system = Scoped.asSystem(app, "a test");
    // around a midnight in UTC, which is noon there
    for (String usage :
        List.of(
            "2, 1, 1, '2020-01-31 23:59:59.999999+00'",
            "3, 1, 2, '2020-02-01 00:00:00+00'",
            "3, 1, 4, '2020-02-01 12:00:00+00'",
            "2, 5, 8, '2020-02-01 23:59:59+00'",
            "3, 6, 16, '2020-02-02 00:00:00+00'")) {
      system.change(
          "insert into usage_statistics (user_id, provider_id, tokens_used, recorded_at) values ("
              + usage
              + ")");
    }
  }

  @AfterEach
  void close() throws SQLException {
    platform.close();
  }

  @Test
  void daysAreCutInUtcWhereverTheSessionIs() throws SQLException {
    assertThat(system.rows(OLD_DAYS)).as("not refreshed yet").isEmpty();

    system.rows("select refresh_provider_usage_daily()");

    assertThat(system.rows(OLD_DAYS))
        .containsExactly(
            List.of("2020-01-31", 1, 1L, 1L),
            List.of("2020-02-01", 1, 6L, 2L),
            List.of("2020-02-01", 5, 8L, 1L),
            List.of("2020-02-02", 6, 16L, 1L));
  }

  @Test
  void costsOfSeveralCurrenciesHaveNoSumAndCorrectionsCount() throws SQLException {
    system.change(
        "insert into usage_statistics (user_id, provider_id, tokens_used, cost, currency, recorded_at)"
            + " select 2, 1, 1, cost, currency, '2020-03-01 12:00+00' from (values"
            + " (1.5, 'EUR'), (2, 'EUR'), (700, 'JPY'), (0.25, null)) as v (cost, currency)");
    try (Connection superuser = platform.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute(
          "insert into usage_adjustments (usage_id, number, usage_recorded_at, user_id, provider_id,"
              + " requests, cost, currency, reason)"
              + " select id, 1, recorded_at, user_id, provider_id, 0, 9, 'EUR', 'late'"
              + " from usage_statistics where cost = 2");
    }
    system.rows("select refresh_provider_usage_daily()");

    assertThat(
            system.rows(
                "select trim_scale(daily_cost)::text, currency::text, daily_requests"
                    + " from provider_usage_daily where usage_date = '2020-03-01' order by 2"))
        .containsExactly(
            List.of("12.5", "EUR", 2L), List.of("700", "JPY", 1L), Arrays.asList("0.25", null, 1L));
  }

  /** Retention drops the requests of a month, and not what they add up to. */
  @Test
  void aDayIsKeptWithoutItsRequests() throws SQLException {
    system.rows("select refresh_usage()");
    try (Connection superuser = platform.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("delete from usage_statistics where recorded_at < '2021-01-01'");
    }

    system.rows("select refresh_provider_usage_daily()");

    assertThat(system.rows(OLD_DAYS)).hasSize(4);
  }

  @Test
  void usersSeeTheirOwnProvidersAndAdministratorsThoseOfTheOrganization() throws SQLException {
    system.rows("select refresh_provider_usage_daily()");

    assertThat(Scoped.asUser(app, ADMIN).rows(OLD_DAYS))
        .containsExactly(List.of("2020-01-31", 1, 1L, 1L), List.of("2020-02-01", 1, 6L, 2L));
    assertThat(Scoped.asUser(app, ALICE).rows(OLD_DAYS))
        .containsExactly(List.of("2020-02-01", 5, 8L, 1L));
    assertThat(Scoped.asUser(app, BOB).rows(OLD_DAYS))
        .containsExactly(List.of("2020-02-02", 6, 16L, 1L));
    assertThat(Scoped.asUser(app, DAN).rows(OLD_DAYS)).isEmpty();
    assertThat(Scoped.asSystem(app, "").rows(OLD_DAYS)).isEmpty();
  }

  @Test
  void readersDoNotWaitForARefresh() throws SQLException {
    Connection other = platform.app();
    app.setAutoCommit(false);
    system.bind();
    app.createStatement().execute("select refresh_provider_usage_daily()");

    assertThat(
            Scoped.asUser(other, ADMIN)
                .attempt("set local lock_timeout = '2s'; select * from provider_usage_daily")
                .text())
        .isEmpty();
    app.rollback();
  }

  @Test
  void theSummaryCountsActiveProvidersOfAllTime() throws SQLException {
    String summary =
        "select unique_users, total_tokens, avg_tokens_per_request, last_used_at is null"
            + " from provider_usage_summary where provider_id = ";

    // 10, 400 and 1600 of the organisation, and 1, 2 and 4 of above
    assertThat(Scoped.asUser(app, ADMIN).rows(summary + 1))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.subList(0, 2)).isEqualTo(List.of(3L, 2017L));
              assertThat((BigDecimal) row.get(2))
                  .isBetween(new BigDecimal("336.16"), new BigDecimal("336.17"));
            });
    assertThat(Scoped.asUser(app, ALICE).rows(summary + 1))
        .singleElement()
        .satisfies(row -> assertThat(row.subList(0, 2)).isEqualTo(List.of(1L, 11L)));
    // never used
    assertThat(Scoped.asUser(app, ADMIN).rows(summary + 2))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.subList(0, 2)).isEqualTo(List.of(0L, 0L));
              assertThat(row.get(2)).isNull();
              assertThat(row.get(3)).isEqualTo(true);
            });
    // inactive
    assertThat(Scoped.asUser(app, ADMIN).rows(summary + 3)).isEmpty();
  }
}
