package io.lyss.dao.platform;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.platform.jooq.routines.DeleteEmptyConversations;
import io.lyss.dao.platform.jooq.routines.RefreshProviderUsageDaily;
import io.lyss.dao.platform.jooq.routines.RefreshUsage;
import java.time.Duration;
import java.time.Instant;

/**
 * Work of scheduled jobs; only in a system scope, in a user's it fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement<Instant> REFRESH_DAILY_USAGE =
      Platform.statement(
          RowType.value(Instant.class),
          () -> FunctionCall.of(new RefreshProviderUsageDaily()).value());

  private static final ScopedStatement<Long> DELETE_EMPTY_CONVERSATIONS =
      Platform.statement(
          RowType.value(Long.class),
          () -> FunctionCall.of(new DeleteEmptyConversations()).omitting("limit").value());

  private static final ScopedStatement<Long> REFRESH_USAGE =
      Platform.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new RefreshUsage()).value());

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Brings {@link UsageDao#dailyOfAll} up to date. It reads all usage; readers do not wait for it.
   *
   * @return the time as of which it is up to date
   */
  public Instant refreshDailyUsage() {
    return executor.call("MaintenanceDao.refreshDailyUsage", REFRESH_DAILY_USAGE).one();
  }

  /**
   * Rolls up the usage that was written since the last time. Sums are exact without it, and faster
   * with it: call it every minute. Several hosts may call it at once.
   *
   * @return how many requests and corrections were rolled up
   */
  public long refreshUsage() {
    return executor.call("MaintenanceDao.refreshUsage", REFRESH_USAGE).one();
  }

  /**
   * Deletes conversations that never had a message.
   *
   * @param minAge how old they are at least
   * @return how many were deleted
   */
  public long deleteEmptyConversations(Duration minAge) {
    return executor
        .call("MaintenanceDao.deleteEmptyConversations", DELETE_EMPTY_CONVERSATIONS)
        .with("min_age", minAge)
        .one();
  }
}
