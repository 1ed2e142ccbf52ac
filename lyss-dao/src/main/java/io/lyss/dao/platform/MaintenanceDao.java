package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.PURGE_PLAN;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.platform.jooq.routines.DeleteEmptyConversations;
import io.lyss.dao.platform.jooq.routines.PurgeConversations;
import io.lyss.dao.platform.jooq.routines.RefreshProviderUsageDaily;
import io.lyss.dao.platform.jooq.routines.RefreshUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The work of scheduled jobs, in a system scope; in a user's it fails with {@link
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

  private static final ScopedStatement<Long> PURGE_CONVERSATIONS =
      Platform.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new PurgeConversations()).value());

  private static final RowType<ConversationPurge> DUE =
      RowType.of(ConversationPurge.class, PURGE_PLAN);

  private static final ScopedStatement<ConversationPurge> PLAN =
      Platform.statement(DUE, () -> FunctionCall.of(PURGE_PLAN).rows(DUE));

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
   * @return how many were deleted. Those to which a table of the host refers are skipped
   * @throws ConstraintException if only skipped ones are left
   */
  public long deleteEmptyConversations(Duration minAge) {
    return executor
        .call("MaintenanceDao.deleteEmptyConversations", DELETE_EMPTY_CONVERSATIONS)
        .with("min_age", minAge)
        .one();
  }

  /**
   * Deletes for good the conversations that have expired, and those that were not active for a
   * given time. Those of users under legal hold stay. The job {@code old conversations} does the
   * same each hour, with the time that is set for it.
   *
   * @param keep for how long conversations are kept after the last message; empty for ever
   * @param limit how many at most; the next call purges the others
   * @return how many; 0 when none is left. Those to which a table of the host refers are skipped
   * @throws ConstraintException if a value is less than 0, or only skipped ones are left
   */
  public long purgeConversations(Optional<Duration> keep, int limit) {
    return executor
        .call("MaintenanceDao.purgeConversations", PURGE_CONVERSATIONS)
        .with("keep", keep)
        .with("limit", limit)
        .one();
  }

  /** How many conversations the job would purge now, and why: a dry run. */
  public List<ConversationPurge> purgePlan() {
    return executor
        .read("MaintenanceDao.purgePlan", PLAN)
        .with("keep", Optional.<Duration>empty())
        .list();
  }

  /** A dry run with another time for which conversations are kept; the job's setting stays. */
  public List<ConversationPurge> purgePlan(Duration keep) {
    return executor.read("MaintenanceDao.purgePlan", PLAN).with("keep", keep).list();
  }
}
