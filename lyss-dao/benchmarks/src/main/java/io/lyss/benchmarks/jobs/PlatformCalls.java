package io.lyss.benchmarks.jobs;

import io.lyss.benchmarks.figures.Call;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.platform.NewUsage;
import io.lyss.dao.platform.Platform;
import javax.sql.DataSource;

/** What a reader and a writer of PLATFORM call. */
final class PlatformCalls {

  private static final int USERS = 100;
  private static final int PROVIDERS = 20;

  private PlatformCalls() {}

  /** Reads what a user has used. */
  static Call read(DataSource source) {
    Platform platform = Platform.over(source);
    return n -> platform.asUser(2 + n % USERS).usage().summary();
  }

  /** A request. */
  static Call write(DataSource source) {
    Platform platform = Platform.over(source);
    return n ->
        platform
            .asSystem("figures")
            .usage()
            .record(
                NewUsage.of(2 + n % USERS, 1 + n % PROVIDERS, "model", TokenCounts.of(100, 20)));
  }
}
