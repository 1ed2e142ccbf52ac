package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.CLAIM_MEMORIES;
import static io.lyss.dao.memory.jooq.Tables.COMPLETE_MEMORY;
import static io.lyss.dao.memory.jooq.Tables.USER_MEMORIES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.routines.FailMemory;
import io.lyss.dao.memory.jooq.routines.RetryMemories;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The queue of memories to embed, of all tenants: those that have no vector yet, or one made of an
 * earlier text. For a system scope only: in another, what changes something fails with {@link
 * ScopeDeniedException}.
 *
 * <pre>{@code
 * for (ClaimedMemory claimed : embeddings.claim(50, Duration.ofMinutes(2))) {
 *   String vector = ...; // embed claimed.text(), store it under a new id, with tenant and user
 *   embeddings.markDone(claimed, vector).obsolete().ifPresent(...); // delete that vector
 * }
 * }</pre>
 */
public final class EmbeddingDao {

  private static final RowType<ClaimedMemory> CLAIMED =
      RowType.builder(ClaimedMemory.class, CLAIM_MEMORIES)
          .column("text", CLAIM_MEMORIES.MEMORY_TEXT)
          .column("hash", CLAIM_MEMORIES.MEMORY_HASH)
          .build();

  private static final ScopedStatement<ClaimedMemory> CLAIM =
      MemoryService.statement(CLAIMED, () -> FunctionCall.of(CLAIM_MEMORIES).rows(CLAIMED));

  private static final RowType<Embedded> EMBEDDED =
      RowType.builder(Embedded.class, COMPLETE_MEMORY)
          .column("obsolete", COMPLETE_MEMORY.OBSOLETE_EMBEDDING_ID)
          .build();

  private static final ScopedStatement<Embedded> COMPLETE =
      MemoryService.statement(EMBEDDED, () -> FunctionCall.of(COMPLETE_MEMORY).rows(EMBEDDED));

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
                  .where(USER_MEMORIES.EMBED_AT.eq(field("timestamptz 'infinity'", Instant.class)))
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
   * Claims memories to embed, those that have waited longest first. Memories that another worker
   * holds are skipped.
   *
   * @param limit the largest number of memories
   * @param lease how long no other worker can claim these memories; longer than it takes to embed
   *     all of them. After it, others can claim what a worker that died has left
   */
  public List<ClaimedMemory> claim(int limit, Duration lease) {
    return executor.call(CLAIM).with("limit", limit).with("lease", lease).list();
  }

  /**
   * Records the vector of a memory, if the memory still has the text that was embedded; otherwise
   * the memory stays in the queue.
   *
   * @param embeddingId the id of the vector: 1 to 255 characters, new for each vector, as an id
   *     that is used again may be deleted together with its earlier vector
   * @return whether the memory has the vector now, and which vector the host has to delete
   * @throws ConflictException if another memory of the user has that vector
   * @throws ConstraintException if the id is refused
   */
  public Embedded markDone(ClaimedMemory claimed, String embeddingId) {
    return of(COMPLETE, claimed)
        .with("memory_hash", claimed.hash())
        .with("embedding_id", embeddingId)
        .one();
  }

  /**
   * Releases a memory that could not be embedded. It is due again after a pause that doubles from
   * ten seconds up to an hour; after ten attempts it is listed by {@link #failed} instead.
   *
   * @param error the reason, without the memory's text; its first 1,000 characters are kept
   * @return false if the worker's claim no longer holds
   */
  public boolean markFailed(ClaimedMemory claimed, String error) {
    return of(FAIL, claimed).with("claim", claimed.claim()).with("error", error).one();
  }

  private <T> Call<T> of(ScopedStatement<T> statement, ClaimedMemory claimed) {
    return executor
        .call(statement)
        .with("tenant_id", claimed.tenantId())
        .with("user_id", claimed.userId())
        .with("id", claimed.id());
  }

  /**
   * The memories whose tenth attempt has failed or is running. The attempts are counted anew once
   * the text is changed, the memory is restored, or {@link #retryFailed} is called.
   */
  public Page<FailedEmbedding> failed(PageRequest page) {
    return executor.call(FAILED).oldestFirst(page, failed -> new Cursor(failed.id()));
  }

  /**
   * Puts all memories that {@link #failed} lists back into the queue, with no attempt counted.
   *
   * @return how many
   */
  public long retryFailed() {
    return executor.call(RETRY).one();
  }
}
