package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.ERASE_USER;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.memory.jooq.routines.ExpireMemories;
import io.lyss.dao.memory.jooq.routines.PurgeMemories;
import java.time.Duration;
import java.util.UUID;

/**
 * Retention and erasure, for a system scope only: in another, each call fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement<Integer> EXPIRE =
      MemoryService.statement(
          RowType.value(Integer.class), () -> FunctionCall.of(new ExpireMemories()).value());

  private static final ScopedStatement<Integer> PURGE =
      MemoryService.statement(
          RowType.value(Integer.class), () -> FunctionCall.of(new PurgeMemories()).value());

  private static final RowType<ErasedMemories> ERASED =
      RowType.of(ErasedMemories.class, ERASE_USER);

  private static final ScopedStatement<ErasedMemories> ERASE =
      MemoryService.statement(ERASED, () -> FunctionCall.of(ERASE_USER).rows(ERASED));

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Deletes memories that have expired, those that expired first before others. Nobody finds them
   * from that time on; here their vectors are published to be deleted, each as {@code
   * memory.deleted}, and they are purged later.
   *
   * @param limit the largest number of memories; the rest is for the next call
   * @return how many; less than the limit when none is left
   */
  public int expire(int limit) {
    return executor.call(EXPIRE).with("limit", limit).one();
  }

  /**
   * Removes deleted memories for good, with their associations, those deleted longest ago first.
   *
   * @param olderThan the least time since they were deleted
   * @param limit the largest number of memories; the rest is for the next call
   * @return how many; less than the limit when none is left
   */
  public int purge(Duration olderThan, int limit) {
    return executor.call(PURGE).with("older_than", olderThan).with("limit", limit).one();
  }

  /**
   * Removes all memories of a user, at once and for good. Published as {@code memories.erased} with
   * the key {@code user:<id>} and the {@code embedding_ids} of vectors that the host has to delete:
   * a thousand an event, and one event if there are none. The host should also delete any other
   * vector of that user: a worker may have died before it recorded one.
   */
  public ErasedMemories eraseUser(UUID tenantId, UUID userId) {
    return executor.call(ERASE).with("tenant_id", tenantId).with("user_id", userId).one();
  }
}
