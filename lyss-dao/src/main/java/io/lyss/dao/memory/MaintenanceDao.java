package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.ERASE_USER;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.memory.jooq.routines.PurgeMemories;
import java.time.Duration;
import java.util.UUID;

/**
 * Retention and erasure; in a system scope, in another it fails with {@link ScopeDeniedException}.
 */
public final class MaintenanceDao {

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
   * Removes deleted memories for good, with their associations.
   *
   * @param olderThan how long ago they were deleted at least
   * @param limit how many at most; fewer were left if fewer are answered
   * @return how many
   */
  public int purge(Duration olderThan, int limit) {
    return executor.call(PURGE).with("older_than", olderThan).with("limit", limit).one();
  }

  /**
   * Removes all that is remembered of a person, at once and for good. Published as {@code
   * memories.erased} with the key {@code user:<id>}, once at least and a thousand {@code
   * embedding_ids} at a time, whose vectors the host deletes; with them it should delete any other
   * vector of that user, of which a worker has died before it could say.
   */
  public ErasedMemories eraseUser(UUID tenantId, UUID userId) {
    return executor.call(ERASE).with("tenant_id", tenantId).with("user_id", userId).one();
  }
}
