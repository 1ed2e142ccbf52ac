package io.lyss.benchmarks.money;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.Figures;
import io.lyss.benchmarks.figures.Measured;
import io.lyss.benchmarks.figures.Raw;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Side;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.UsageBucket;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.TenantSettings;
import io.lyss.dao.provider.UsageDimension;
import io.lyss.dao.provider.UsageQuery;
import io.lyss.schema.LyssDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sums of usage: what a dashboard reads, and what keeping them costs. */
final class Sums {

  private static final double REQUESTS = 10_000_000;

  private static final String MORE =
      """
      insert into lyss_platform.usage_statistics
        (user_id, provider_id, tokens_used, counts, currency, cost)
      select 1 + n % 200, 1 + n % 20, 120, '{"input": 100, "output": 20}', 'USD', 0.0012
      from generate_series(1, 10000) as n
      """;

  // what a host without roll-ups would have
  private static final String VIEW =
      """
      create materialized view if not exists lyss_platform.figures_daily as
      select (recorded_at at time zone 'UTC')::date as usage_date, provider_id,
        sum(tokens_used) as tokens, sum(cost) as cost, count(*) as requests
      from lyss_platform.usage_statistics
      group by 1, 2
      """;

  // in one process, whose processor time is counted
  private static final String REFRESH =
      """
      set max_parallel_workers_per_gather = 0;
      refresh materialized view lyss_platform.figures_daily
      """;

  private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");
  private static final Scope.TenantUser ADMINISTRATOR =
      new Scope.TenantUser(Volume.uuid(1), Volume.uuid(1), Set.of(), TenantRole.TENANT_ADMIN);

  private final Run run;

  Sums(Run run) {
    this.run = run;
  }

  void measure(Volume provider) throws SQLException {
    try (HikariDataSource pool = provider.pool(1)) {
      ProviderSession system = ProviderService.over(pool).asSystem("figures");
      rollUp(() -> system.maintenance().refreshUsage());
      system
          .tenantSettings(ADMINISTRATOR.tenantId())
          .set(new TenantSettings(Optional.empty(), KATHMANDU.getId(), Instant.now()));
      system.usage(ADMINISTRATOR.tenantId()).keepDays(Instant.MIN, Instant.MAX);
    }
    month(
        provider,
        "a month by model",
        ADMINISTRATOR,
        lastMonth(ZoneOffset.UTC),
        UsageDimension.MODEL);
    month(
        provider,
        "a month by day of the tenant's time zone",
        ADMINISTRATOR,
        lastMonth(KATHMANDU).by(UsageBucket.DAY, KATHMANDU));
    month(
        provider,
        "a user's own month by model",
        Scope.TenantUser.of(Volume.uuid(1), Volume.uuid(2)),
        lastMonth(ZoneOffset.UTC),
        UsageDimension.MODEL);
    Volume platform =
        Volume.of(
            run.server(),
            LyssDatabase.PLATFORM,
            "usage",
            "users",
            "set figures.scale = "
                + Figures.SCALE
                + ";"
                + Volume.resources(Sums.class, "platform.sql"));
    refreshes(platform);
    run.server(
        5,
        "PLATFORM usage summary of an administrator",
        platform.application(
            db -> {
              Platform service = Platform.over(db);
              return n -> service.asUser(1).usage().summary();
            }));
    run.server(
        5,
        "PLATFORM usage summary of a user",
        platform.application(
            db -> {
              Platform service = Platform.over(db);
              return n -> service.asUser(2 + n % 100).usage().summary();
            }));
  }

  private void month(
      Volume provider,
      String what,
      Scope.TenantUser scope,
      UsageWindow window,
      UsageDimension... dimensions)
      throws SQLException {
    run.server(
        5,
        "PROVIDER usage, " + what,
        provider.application(
            db -> {
              ProviderService service = ProviderService.over(db);
              return n -> service.asUser(scope).usage().list(UsageQuery.of(window, dimensions));
            }));
  }

  private static UsageWindow lastMonth(ZoneId zone) {
    ZonedDateTime now = Instant.now().atZone(zone).truncatedTo(ChronoUnit.DAYS);
    ZonedDateTime first = now.withDayOfMonth(1);
    return UsageWindow.of(first.minusMonths(1).toInstant(), first.toInstant());
  }

  // The roll-up reads only what is new, a materialized view of the requests everything. So what the
  // ratio has to reach depends on how many there are: a two-hundredth where they are ten million.
  private void refreshes(Volume platform) throws SQLException {
    platform.execute(VIEW);
    try (Side rollUp =
            platform.application(
                db -> {
                  Platform service = Platform.over(db);
                  return n -> service.asSystem("figures").maintenance().refreshUsage();
                });
        Side view = platform.owner(db -> Raw.change(db, REFRESH, n -> List.of()));
        HikariDataSource pool = platform.pool(1)) {
      rollUp(() -> Platform.over(pool).asSystem("figures").maintenance().refreshUsage());
      double[] ratios = new double[run.rounds()];
      for (int round = -1; round < ratios.length; round++) {
        platform.execute(MORE);
        double ratio = rollUp.slice(1) / view.slice(1);
        if (round >= 0) {
          ratios[round] = ratio;
        }
      }
      run.table()
          .atMost(
              1 / 200.0 / Figures.SCALE,
              "roll-up of 10,000 new requests, against a materialized view of %,d"
                  .formatted(Math.round(REQUESTS * Figures.SCALE)),
              Measured.of(ratios));
    }
  }

  private interface RollUp {
    long more();
  }

  private static void rollUp(RollUp rollUp) {
    while (rollUp.more() > 0) {
      // repeated until nothing is new
    }
  }
}
