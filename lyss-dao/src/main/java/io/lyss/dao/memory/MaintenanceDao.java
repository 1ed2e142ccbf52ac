package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.ERASE_USER;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.Routines;
import java.time.Duration;
import java.util.UUID;

/**
 * Retention and erasure; in a system scope, in another it fails with {@link ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement PURGE =
      MemoryService.statement(
          () -> select(Routines.purgeMemories(Sql.secondsArg(1), Sql.intArg(2))));

  private static final ScopedStatement ERASE =
      MemoryService.statement(
          () ->
              select(ERASE_USER.MEMORIES, ERASE_USER.ASSOCIATIONS, ERASE_USER.VECTORS)
                  .from(ERASE_USER.call(Sql.uuidArg(1), Sql.uuidArg(2))));

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
    return executor.one(PURGE, Row::nextInt, Sql.seconds(olderThan), limit);
  }

  /**
   * Removes all that is remembered of a person, at once and for good. Published as {@code
   * memories.erased} with the key {@code user:<id>}, once at least and a thousand {@code
   * embedding_ids} at a time, whose vectors the host deletes; with them it should delete any other
   * vector of that user, of which a worker has died before it could say.
   */
  public ErasedMemories eraseUser(UUID tenantId, UUID userId) {
    return executor.one(ERASE, ErasedMemories::read, tenantId, userId);
  }
}
