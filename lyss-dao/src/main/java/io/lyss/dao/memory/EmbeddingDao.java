package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.CLAIM_MEMORIES;
import static io.lyss.dao.memory.jooq.Tables.USER_MEMORIES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.routines.CompleteMemory;
import io.lyss.dao.memory.jooq.routines.FailMemory;
import io.lyss.dao.memory.jooq.routines.RetryMemories;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The queue of memories to embed, of all tenants: those that have no vector yet, or one made of an
 * earlier text.
 *
 * <pre>{@code
 * for (ClaimedMemory claimed : embeddings.claim(50, Duration.ofMinutes(2))) {
 *   vectors.put(claimed.embeddingId(), embed(claimed.text())); // with tenant and user
 *   embeddings.markDone(claimed);
 * }
 * }</pre>
 *
 * <p>The host deletes vectors only because of events: those named by {@code memory.deleted}, {@code
 * embedding.dropped} and {@code memories.erased}, however late and often these arrive. A vector
 * that is named there is not in use, and is never used again.
 */
public final class EmbeddingDao {

  private static final RowType<ClaimedMemory> CLAIMED =
      RowType.builder(ClaimedMemory.class, CLAIM_MEMORIES)
          .column("text", CLAIM_MEMORIES.MEMORY_TEXT)
          .build();

  private static final ScopedStatement<ClaimedMemory> CLAIM =
      MemoryService.statement(CLAIMED, () -> FunctionCall.of(CLAIM_MEMORIES).rows(CLAIMED));

  private static final ScopedStatement<Boolean> COMPLETE =
      MemoryService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new CompleteMemory()).value());

  private static final ScopedStatement<Boolean> FAIL =
      MemoryService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new FailMemory()).value());

  private static final RowType<FailedEmbedding> FAILURE =
      RowType.builder(FailedEmbedding.class, USER_MEMORIES)
          .column("attempts", USER_MEMORIES.EMBED_ATTEMPTS)
          .column("error", USER_MEMORIES.EMBED_ERROR)
          .build();

  private static final ScopedStatement<FailedEmbedding> FAILED =
      MemoryService.statement(
          FAILURE,
          () ->
              select(FAILURE.columns())
                  .from(USER_MEMORIES)
                  .where(USER_MEMORIES.EMBED_AT.eq(field("'infinity'::timestamptz", Instant.class)))
                  .and(USER_MEMORIES.ID.gt(Sql.afterId()))
                  .orderBy(USER_MEMORIES.ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<Long> RETRY =
      MemoryService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new RetryMemories()).value());

  private final ScopedExecutor executor;

  EmbeddingDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Claims memories to embed. Those that have waited longest come first. Memories that another
   * worker holds are skipped.
   *
   * @param limit the largest number of memories
   * @param lease how long no other worker can claim these memories; longer than it takes to embed
   *     all of them. After it, others can claim the memories of a worker that died
   */
  public List<ClaimedMemory> claim(int limit, Duration lease) {
    return executor
        .call("EmbeddingDao.claim", CLAIM)
        .with("limit", limit)
        .with("lease", lease)
        .list();
  }

  /**
   * Records that the vector of a memory is stored, under {@link ClaimedMemory#embeddingId}. The
   * vector is kept if the claim still holds: no other worker has claimed the memory, its text has
   * not changed, and it is active. The vector that it replaces, or this one if it is not kept, is
   * published as {@code embedding.dropped} with the key {@code memory:<id>} and the {@code
   * embedding_id} that the host has to delete.
   *
   * <p>A repeated report changes nothing, and publishes a vector that no memory has once more. So
   * after a restore of this database, the vectors to delete are found by reporting all of them.
   *
   * @return whether the memory has the vector now
   */
  public boolean markDone(ClaimedMemory claimed) {
    return of("EmbeddingDao.markDone", COMPLETE, claimed).one();
  }

  /**
   * Releases a memory that could not be embedded. It is due again after a pause that doubles from
   * ten seconds up to an hour; after ten attempts it is listed by {@link #listFailed} instead.
   *
   * @param error the reason, without the memory's text; its first 1,000 characters are kept
   * @return false if the worker's claim no longer holds
   */
  public boolean markFailed(ClaimedMemory claimed, String error) {
    return of("EmbeddingDao.markFailed", FAIL, claimed).with("error", error).one();
  }

  private <T> Call<T> of(String call, ScopedStatement<T> statement, ClaimedMemory claimed) {
    return executor
        .call(call, statement)
        .with("tenant_id", claimed.tenantId())
        .with("user_id", claimed.userId())
        .with("id", claimed.id())
        .with("embedding_id", claimed.embeddingId());
  }

  /**
   * The memories whose tenth attempt has failed or is running. Attempts are counted from 0 again
   * after the text was changed, the memory was restored, or {@link #retryFailed} was called.
   */
  public Page<FailedEmbedding> listFailed(PageRequest page) {
    return executor
        .read("EmbeddingDao.listFailed", FAILED)
        .oldestFirst(page, failed -> new Cursor(failed.id()));
  }

  /**
   * Puts all memories that {@link #listFailed} lists back into the queue, with no attempt counted.
   *
   * @return how many
   */
  public long retryFailed() {
    return executor.call("EmbeddingDao.retryFailed", RETRY).one();
  }
}
