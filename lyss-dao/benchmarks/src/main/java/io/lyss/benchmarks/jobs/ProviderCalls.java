package io.lyss.benchmarks.jobs;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.provider.NewUsage;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.UsageQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;

/** What a reader and a writer of PROVIDER call. */
final class ProviderCalls {

  private static final int USERS = 200;

  private ProviderCalls() {}

  /** Reads what a user used yesterday. */
  static Call read(DataSource source) {
    ProviderService service = ProviderService.over(source);
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    UsageQuery yesterday = UsageQuery.of(UsageWindow.of(today.minus(Duration.ofDays(1)), today));
    return n ->
        service
            .asUser(Scope.TenantUser.of(Volume.uuid(1), Volume.uuid(1 + n % USERS)))
            .usage()
            .list(yesterday);
  }

  /** A request. */
  static Call write(DataSource source) {
    ProviderService service = ProviderService.over(source);
    return n ->
        service
            .asSystem("figures")
            .usage(Volume.uuid(1))
            .record(
                NewUsage.of(
                    Volume.uuid(1 + n % USERS),
                    Volume.uuid(10_001),
                    "model",
                    TokenCounts.of(100, 20)));
  }
}
