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
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.Routines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The memories of all tenants that have no vector yet, or one of a text that was changed since; in
 * a system scope, in another it fails with {@link ScopeDeniedException}.
 *
 * <pre>{@code
 * for (ClaimedMemory claimed : embeddings.claim(50, Duration.ofMinutes(2))) {
 *   String vector = ...; // embed claimed.text(), store it under a new id, with tenant and user
 *   embeddings.markDone(claimed, vector).obsolete().ifPresent(...); // delete that vector
 * }
 * }</pre>
 */
public final class EmbeddingDao {

  private static final ScopedStatement CLAIM =
      MemoryService.statement(
          () ->
              select(
                      CLAIM_MEMORIES.TENANT_ID,
                      CLAIM_MEMORIES.USER_ID,
                      CLAIM_MEMORIES.ID,
                      CLAIM_MEMORIES.MEMORY_TEXT,
                      CLAIM_MEMORIES.MEMORY_HASH,
                      CLAIM_MEMORIES.CLAIM)
                  .from(CLAIM_MEMORIES.call(Sql.intArg(1), Sql.secondsArg(2))));

  private static final ScopedStatement COMPLETE =
      MemoryService.statement(
          () ->
              select(COMPLETE_MEMORY.KEPT, COMPLETE_MEMORY.OBSOLETE_EMBEDDING_ID)
                  .from(
                      COMPLETE_MEMORY.call(
                          Sql.uuidArg(1),
                          Sql.uuidArg(2),
                          Sql.uuidArg(3),
                          Sql.textArg(4),
                          Sql.textArg(5))));

  private static final ScopedStatement FAIL =
      MemoryService.statement(
          () ->
              select(
                  Routines.failMemory(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.uuidArg(3),
                      Sql.uuidArg(4),
                      Sql.textArg(5))));

  private static final ScopedStatement FAILED =
      MemoryService.statement(
          () ->
              select(
                      USER_MEMORIES.TENANT_ID,
                      USER_MEMORIES.USER_ID,
                      USER_MEMORIES.ID,
                      USER_MEMORIES.EMBED_ATTEMPTS,
                      USER_MEMORIES.EMBED_ERROR)
                  .from(USER_MEMORIES)
                  .where(USER_MEMORIES.EMBED_AT.eq(field("timestamptz 'infinity'", Instant.class)))
                  .and(USER_MEMORIES.ID.gt(Sql.uuidArg(1)))
                  .orderBy(USER_MEMORIES.ID)
                  .limit(Sql.intArg(2)));

  private static final ScopedStatement RETRY =
      MemoryService.statement(() -> select(Routines.retryMemories()));

  private final ScopedExecutor executor;

  EmbeddingDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Takes on memories to embed, those first that have waited longest. What another worker has taken
   * on is left to it.
   *
   * @param limit how many at most
   * @param lease for how long no other worker takes on one of these; longer than embedding them all
   *     takes. A worker that dies leaves them to others when it ends
   */
  public List<ClaimedMemory> claim(int limit, Duration lease) {
    return executor.list(CLAIM, ClaimedMemory::read, limit, Sql.seconds(lease));
  }

  /**
   * Enters the vector of a memory, if what was embedded is its text still; otherwise it stays to be
   * embedded.
   *
   * @param embeddingId identity of the vector: 1 to 255 characters, new for each vector, as one
   *     that is used again may be deleted on account of an earlier one
   * @return whether it is the memory's vector now, and which one has to be deleted
   * @throws ConflictException if another memory of the user has that vector
   * @throws ConstraintException if the identity is refused
   */
  public Embedded markDone(ClaimedMemory claimed, String embeddingId) {
    return executor.one(
        COMPLETE,
        Embedded::read,
        claimed.tenantId(),
        claimed.userId(),
        claimed.id(),
        claimed.hash(),
        embeddingId);
  }

  /**
   * Gives a memory back that could not be embedded. It is tried again after a pause that doubles
   * from ten seconds to an hour; after ten attempts it is left to {@link #failed}.
   *
   * @param error why, without what the memory says; its first 1,000 characters are kept
   * @return false if it is not this worker's any more
   */
  public boolean markFailed(ClaimedMemory claimed, String error) {
    return executor.one(
        FAIL,
        Row::nextBoolean,
        claimed.tenantId(),
        claimed.userId(),
        claimed.id(),
        claimed.claim(),
        error);
  }

  /**
   * The memories that ten attempts could not embed, or whose tenth is under way. Changing or
   * restoring one begins anew, as does {@link #retryFailed}.
   */
  public Page<FailedEmbedding> failed(PageRequest page) {
    return Page.of(
        executor.list(FAILED, FailedEmbedding::read, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        failed -> new Cursor(failed.id()));
  }

  /**
   * Lets all that {@link #failed} lists be tried again, from the first attempt on.
   *
   * @return how many
   */
  public long retryFailed() {
    return executor.one(RETRY, Row::nextLong);
  }
}
