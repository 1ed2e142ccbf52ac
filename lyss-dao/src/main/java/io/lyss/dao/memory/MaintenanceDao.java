package io.lyss.dao.memory;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.memory.jooq.routines.ExpireMemories;
import io.lyss.dao.memory.jooq.routines.PurgeMemories;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Retention, for a system scope only: in another, each call fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement<Integer> EXPIRE =
      MemoryService.statement(
          RowType.value(Integer.class), () -> FunctionCall.of(new ExpireMemories()).value());

  private static final ScopedStatement<Integer> PURGE =
      MemoryService.statement(
          RowType.value(Integer.class), () -> FunctionCall.of(new PurgeMemories()).value());

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Deletes expired memories, in the order in which they expired. They are not found from their
   * expiry on. This call publishes their vectors to be deleted, each as {@code memory.deleted}; the
   * memories are purged later.
   *
   * @param limit the largest number of memories; the rest is for the next call
   * @return how many; less than the limit when none is left
   */
  public int expire(int limit) {
    return executor.call("MaintenanceDao.expire", EXPIRE).with("limit", limit).one();
  }

  /**
   * Removes memories for good, with their associations: those that were deleted some time ago, and
   * those whose retention is over. The vectors of the latter are published as {@code
   * memory.deleted}. Memories under a legal hold stay.
   *
   * @param olderThan for how long deleted ones have been deleted at least
   * @param limit the largest number of memories; the rest is for the next call
   * @return how many; 0 if none is left. One that cannot be deleted, because a table of the host
   *     refers to it, is skipped
   * @throws ConstraintException if only such memories are left
   */
  public int purge(Duration olderThan, int limit) {
    return executor
        .call("MaintenanceDao.purge", PURGE)
        .with("older_than", olderThan)
        .with("limit", limit)
        .one();
  }

  /** A dry run: how many memories the job would purge now, by tenant and reason. */
  public List<MemoryPurge> purgePlan() {
    return executor
        .read("MaintenanceDao.purgePlan", RetentionDao.PLAN)
        .with("tenant_id", Optional.<UUID>empty())
        .with("keep_days", Optional.<Integer>empty())
        .list();
  }
}
