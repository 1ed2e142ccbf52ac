package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
