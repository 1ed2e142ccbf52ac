package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The days of which a report is made are found one after the other, each by one look into an index,
 * whatever is used on them. The plan for any time expects few rows, and may read all of them to
 * sort them.
 */
class UsagePlansTest {

  private static final Pattern PAGES = Pattern.compile("Buffers: shared hit=(\\d+)");

  private static final String PLATFORM =
      """
      insert into usage_days
      select date '2026-01-01' + n / 500, 1 + n % 500, 1, 'm', 'ok', 'USD', 1, 0, 1, 1, 0, 0, 0, 0
      from generate_series(0, 39999) as n order by md5(n::text);
      """;

  private static final String PROVIDER =
      """
      insert into usage_days
      select
        '%1$s', date '2026-01-01' + n / 500, '%1$s', null,
        ('00000000-0000-7000-8000-' || lpad(to_hex(n %% 500), 12, '0'))::uuid, null, 'openai', 'm', 'ok', 'USD',
        1, 0, 1, 1, 1, 1, 0, 0, 0, 0
      from generate_series(0, 39999) as n order by md5(n::text);
      """
          .formatted(Persona.ACME);

  @ParameterizedTest
  @CsvSource({"PLATFORM", "PROVIDER"})
  @OneIn(2)
  void daysAreFoundByTheIndexHoweverMuchIsUsedOnThem(LyssDatabase kind) throws SQLException {
    boolean platform = kind == LyssDatabase.PLATFORM;
    String scope =
        platform
            ? "select lyss_platform.bind_scope('lyss_system', '', 'x')"
            : "select lyss_provider.bind_tenant_scope('authenticated_users', '%s', '%s', '{}', 'tenant_admin', '')"
                .formatted(Persona.ACME, Persona.ADMIN_ID);
    String report =
        "select * from usage_by(%s'2026-02-01', '2026-03-01', 'all', 'UTC', '{model}', %s)"
            .formatted(
                platform ? "" : "'" + Persona.ACME + "', ",
                platform ? "null, null, null" : "null, null, null, null, null");
    try (OwnedDatabase database = OwnedDatabase.with(kind, platform ? PLATFORM : PROVIDER);
        Connection app = database.app()) {
      Scoped scoped = new Scoped(app, scope) {};
      // the first time, the catalog is read as well
      pages(scoped, report);
      // 28 days, some three pages each; the rows of the days from February on lie on 500
      assertThat(pages(scoped, report)).isLessThan(250);
    }
  }

  private static final String QUARTERS =
      """
      insert into tenant_settings (tenant_id, time_zone, changed_at, limit_changed_at)
      values ('%1$s', 'Asia/Kathmandu', now(), now());
      insert into usage_quarter_hours
      select
        '%1$s', timestamptz '2026-02-01 00:00:00+00' + n / 10 * interval '15 minutes', '%1$s', null,
        ('00000000-0000-7000-8000-' || lpad(to_hex(n %% 10), 12, '0'))::uuid, null, 'openai', 'm', 'ok', 'USD',
        1, 0, 1, 1, 1, 1, 0, 0, 0, 0
      from generate_series(0, 96 * 280 - 1) as n order by md5(n::text);
      insert into usage_totals
      select
        q.tenant_id, (q.quarter_hour at time zone 'UTC')::date, q.channel_id, q.provider_type, q.model, q.outcome, q.currency,
        count(*), 0, count(*), count(*), count(*), count(*), 0, 0, 0, 0
      from usage_quarter_hours as q group by 1, 2, 3, 4, 5, 6, 7;
      insert into usage_days
      select
        q.tenant_id, (q.quarter_hour at time zone 'UTC')::date, q.user_id, null, q.channel_id, null, q.provider_type, q.model,
        q.outcome, q.currency, count(*), 0, count(*), count(*), count(*), count(*), 0, 0, 0, 0
      from usage_quarter_hours as q group by 1, 2, 3, 5, 7, 8, 9, 10;
      """
          .formatted(Persona.ACME);

  /** Which would be thousands of rows, of the days of a month. */
  @Test
  void daysOfTheTenantsTimeZoneAreNotAddedUpFromQuartersOfAnHour() throws SQLException {
    String report =
        "select bucket, requests from lyss_provider.usage_by('%s', '2026-01-31 18:15:00+00', '2026-02-28 18:15:00+00',"
            + " '%s', 'Asia/Kathmandu', '{}', null, null, null, null, null)";
    try (OwnedDatabase database = OwnedDatabase.with(LyssDatabase.PROVIDER, QUARTERS);
        Connection app = database.app()) {
      Scoped admin =
          new Scoped(
              app,
              "select lyss_provider.bind_tenant_scope('authenticated_users', '%s', '%s', '{}', 'tenant_admin', '')"
                  .formatted(Persona.ACME, Persona.ADMIN_ID)) {};
      Scoped system =
          new Scoped(
              app, "select lyss_provider.bind_tenant_scope('lyss_system', '', '', '', '', 'x')") {};
      List<String> asked =
          Stream.of("day", "month", "all")
              .map(bucket -> report.formatted(Persona.ACME, bucket))
              .toList();
      List<List<List<Object>>> before = new ArrayList<>();
      for (String each : asked) {
        before.add(admin.rows(each));
      }
      assertThat(before.get(0)).hasSize(28).contains(before.get(0).get(5));
      int quarters = pages(admin, asked.get(0));

      String keep =
          "select lyss_provider.keep_local_days('%s', '-infinity', '2026-02-28 18:15:00+00')"
              .formatted(Persona.ACME);
      assertThat(system.value(keep)).isEqualTo(28L);
      assertThat(system.value(keep)).isEqualTo(0L);

      for (int i = 0; i < asked.size(); i++) {
        assertThat(admin.rows(asked.get(i))).isEqualTo(before.get(i));
        // a few pages for each day; the quarters of an hour lie on a thousand
        assertThat(pages(admin, asked.get(i))).isLessThan(250).isLessThan(quarters / 4);
      }
    }
  }

  private static int pages(Scoped scoped, String report) throws SQLException {
    for (Object line : scoped.column("explain (analyze, buffers, timing off) " + report)) {
      Matcher pages = PAGES.matcher(String.valueOf(line));
      if (pages.find()) {
        return Integer.parseInt(pages.group(1));
      }
    }
    throw new AssertionError("no pages are told");
  }
}
