package io.lyss.dao.memory;

import static io.lyss.dao.memory.MemoryQueries.OWN;
import static io.lyss.dao.memory.MemoryQueries.ROW;
import static io.lyss.dao.memory.jooq.Tables.DELETE_MEMORY;
import static io.lyss.dao.memory.jooq.Tables.MEMORY_VERSIONS;
import static io.lyss.dao.memory.jooq.Tables.REMEMBER_MEMORIES;
import static io.lyss.dao.memory.jooq.Tables.SUPERSEDE_MEMORY;
import static io.lyss.dao.memory.jooq.Tables.UPDATE_MEMORY;
import static io.lyss.dao.memory.jooq.Tables.USER_MEMORIES;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.Elements;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.Routines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The memories of one user, one for each text. Texts count as the same if they differ only in case,
 * in white space, or in compatibility forms such as full-width letters.
 */
public final class MemoryDao {

  private static final Condition THIS = OWN.and(Sql.is(USER_MEMORIES.ID));

  private static final RowType<NewMemory> NEW =
      MemoryQueries.columns(NewMemory.class)
          .column("spelling", field(name("newest_spelling"), SQLDataType.BOOLEAN))
          .converted(
              "spelling",
              Boolean.class,
              newest -> newest ? Spelling.NEWEST : Spelling.KEPT,
              spelling -> spelling == Spelling.NEWEST)
          .build();

  private static final ScopedStatement<Memory> REMEMBER =
      MemoryService.statement(ROW, () -> FunctionCall.of(REMEMBER_MEMORIES).rows(ROW));

  private static final ScopedStatement<Memory> FIND =
      MemoryService.statement(ROW, () -> select(ROW.columns()).from(USER_MEMORIES).where(THIS));

  private static final ScopedStatement<Memory> FIND_BY_TEXT =
      MemoryService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(USER_MEMORIES)
                  .where(OWN)
                  .and(
                      USER_MEMORIES.MEMORY_HASH.eq(
                          Routines.memoryHash(Sql.arg("text", SQLDataType.CLOB)))));

  private static final Condition NOT_DELETED =
      USER_MEMORIES.STATUS.ne(inline(Sql.column(MemoryStatus.DELETED)));

  private static final ScopedStatement<Memory> UPDATE =
      MemoryService.statement(ROW, () -> FunctionCall.of(UPDATE_MEMORY).rows(ROW));

  private static final ScopedStatement<Memory> SUPERSEDE =
      MemoryService.statement(ROW, () -> FunctionCall.of(SUPERSEDE_MEMORY).rows(ROW));

  private static final RowType<MemoryVersion> VERSION =
      RowType.builder(MemoryVersion.class, MEMORY_VERSIONS)
          .column("text", MEMORY_VERSIONS.MEMORY_TEXT)
          .build();

  private static final ScopedStatement<MemoryVersion> VERSIONS =
      MemoryService.statement(
          VERSION,
          () ->
              select(VERSION.columns())
                  .from(MEMORY_VERSIONS)
                  .where(Sql.is(MEMORY_VERSIONS.TENANT_ID))
                  .and(Sql.is(MEMORY_VERSIONS.USER_ID))
                  .and(Sql.is(MEMORY_VERSIONS.MEMORY_ID))
                  .and(MEMORY_VERSIONS.VERSION.lt(Sql.arg("after_number", SQLDataType.INTEGER)))
                  .orderBy(MEMORY_VERSIONS.VERSION.desc())
                  .limit(Sql.limit()));

  private static final ScopedStatement<Memory> ARCHIVE = change(MemoryStatus.ARCHIVED, NOT_DELETED);

  private static final ScopedStatement<Memory> RESTORE = change(MemoryStatus.ACTIVE, noCondition());

  private static ScopedStatement<Memory> change(MemoryStatus status, Condition condition) {
    return MemoryService.statement(
        ROW,
        () ->
            DSL.update(USER_MEMORIES)
                .set(USER_MEMORIES.STATUS, inline(Sql.column(status)))
                .where(THIS)
                .and(condition)
                .returningResult(ROW.columns()));
  }

  private static final ScopedStatement<Memory> DELETE =
      MemoryService.statement(ROW, () -> FunctionCall.of(DELETE_MEMORY).rows(ROW));

  private final ScopedExecutor executor;

  MemoryDao(Scope.TenantUser scope, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", scope.tenantId()).given("user_id", scope.userId());
  }

  /**
   * Remembers a text. If the user has a memory of the same text, that memory becomes active, gets
   * the higher importance of the two, and is valid in the period of the new one; with {@link
   * Spelling#NEWEST} it also gets the new text, agent and run. The rest of it does not change. The
   * same holds for concurrent calls: one creates the memory, and all return it.
   *
   * @throws ConflictException if the user has a memory of that id and another text
   * @throws ConstraintException if a value is refused
   */
  public Remembered remember(NewMemory memory) {
    return rememberAll(List.of(Objects.requireNonNull(memory, "memory"))).get(0);
  }

  /**
   * {@link #remember} for many texts: all of them or none. Of several new memories with the same
   * text, the most important one is stored. An empty list sends no statement.
   *
   * @return the outcome of each, in the order given
   * @throws ConflictException if the user has a memory of an id and another text
   * @throws ConstraintException if a value is refused
   */
  public List<Remembered> rememberAll(List<NewMemory> memories) {
    if (Elements.required("memories", memories).isEmpty()) {
      return List.of();
    }
    List<Memory> written =
        executor.call("MemoryDao.rememberAll", REMEMBER).withEach(NEW, memories).list();
    List<Remembered> remembered = new ArrayList<>();
    for (int i = 0; i < memories.size(); i++) {
      Memory memory = written.get(i);
      remembered.add(new Remembered(memory, memory.id().equals(memories.get(i).id())));
    }
    return remembered;
  }

  /** A memory of the user by its id, with any status. */
  public Optional<Memory> find(UUID id) {
    return executor.read("MemoryDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if the user has no such memory
   */
  public Memory get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * The memory whose text counts as the same for {@link #remember}, with any status.
   *
   * @throws ConstraintException if it has more than 10,000 characters, which no memory has
   */
  public Optional<Memory> findByText(String text) {
    return executor.read("MemoryDao.findByText", FIND_BY_TEXT).with("text", text).find();
  }

  /** What a memory said before, the latest first. */
  public Page<MemoryVersion> listVersions(UUID id, PageRequest page) {
    return executor
        .read("MemoryDao.listVersions", VERSIONS)
        .with("memory_id", id)
        .newestFirst(page, version -> new Cursor(Instant.EPOCH, version.version()));
  }

  /** The user's memories, newest first. */
  public Page<Memory> listNewestFirst(MemoryFilter filter, PageRequest page) {
    return executor
        .read("MemoryDao.listNewestFirst", MemoryQueries.LIST_NEWEST_FIRST)
        .withRecord("filter", filter)
        .newestFirst(page, memory -> new Cursor(memory.id()));
  }

  /**
   * The user's memories, the most important first; among equally important ones the newest first.
   */
  public Page<Memory> listMostImportantFirst(MemoryFilter filter, PageRequest page) {
    return executor
        .read("MemoryDao.listMostImportantFirst", MemoryQueries.LIST_MOST_IMPORTANT_FIRST)
        .withRecord("filter", filter)
        .with("after_importance", page.after().map(MemoryDao::importance).orElse(Integer.MAX_VALUE))
        .newestFirst(
            page, memory -> new Cursor(Instant.ofEpochSecond(memory.importance()), memory.id()));
  }

  // The cursor holds the importance as its time, in seconds. The cursor of another list may hold
  // more than an integer.
  private static int importance(Cursor cursor) {
    return (int) Math.max(0, Math.min(cursor.time().getEpochSecond(), Integer.MAX_VALUE));
  }

  /**
   * The user's active memories that contain each word of a text, newest first. English words match
   * in any form, Chinese, Japanese and Korean text from one character on.
   *
   * @param text what a person types; stop words and punctuation are ignored; a text with nothing
   *     else finds nothing
   */
  public Page<Memory> search(String text, PageRequest page) {
    return executor
        .read("MemoryDao.search", MemoryQueries.SEARCH)
        .withSearch("text", text)
        .newestFirst(page, memory -> new Cursor(memory.id()));
  }

  /**
   * The user's active memories to the vectors that a vector database has found, the highest score
   * first. Vectors of other users, and vectors that no memory has any more, are left out. An empty
   * list sends no statement.
   *
   * @param matches in any order; if a vector is listed twice, its higher score counts
   */
  public List<ScoredMemory> listByVectorIds(List<VectorMatch> matches) {
    if (Elements.required("matches", matches).isEmpty()) {
      return List.of();
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    matches.forEach(match -> scores.merge(match.embeddingId(), match.score(), Math::max));
    return executor
        .read("MemoryDao.listByVectorIds", MemoryQueries.BY_VECTOR_IDS)
        .with("embedding_ids", scores.keySet())
        .with("scores", scores.values())
        .list();
  }

  /**
   * Changes the text, relevance, type, category, importance, agent, run and times of a memory. The
   * given memory is the stored one as it was read, with the edits. Earlier texts are {@linkplain
   * #listVersions kept}. If the text changes, the memory keeps its vector until one of the new text
   * is recorded. Another memory of the new text that is archived, superseded, deleted or expired is
   * removed for good.
   *
   * @return the memory as it is now
   * @throws ConflictException if it was changed since it was read, or the user has another active
   *     memory of that text
   * @throws NotFoundException if the user has no such memory, or it is superseded or deleted
   * @throws ConstraintException if a value is refused; with the constraint {@code legal_hold} if
   *     the user is under legal hold, which keeps another memory of that text
   */
  public Memory update(Memory edited) {
    return Edited.orRefuse(
        executor.call("MemoryDao.update", UPDATE).withTaken(ROW, edited).find(),
        edited.updatedAt(),
        () -> find(edited.id()).filter(MemoryDao::isKept),
        Memory::updatedAt,
        "memory",
        edited.id());
  }

  private static boolean isKept(Memory memory) {
    return memory.status() == MemoryStatus.ACTIVE || memory.status() == MemoryStatus.ARCHIVED;
  }

  /**
   * Remembers a text, like {@link #remember}, and supersedes another memory with it. That memory is
   * no longer in use, it names the new one, and its vector is published to be deleted as {@code
   * embedding.dropped}. The same text supersedes nothing.
   *
   * @throws NotFoundException if the user has no such memory, or it is superseded or deleted
   * @throws ConflictException if the user has a memory of the new one's id and another text
   * @throws ConstraintException if a value is refused
   */
  public Remembered supersede(UUID id, NewMemory memory) {
    Memory written =
        executor
            .call("MemoryDao.supersede", SUPERSEDE)
            .with("superseded_id", id)
            .withEach(NEW, List.of(Objects.requireNonNull(memory, "memory")))
            .find()
            .orElseThrow(() -> notFound(id));
    return new Remembered(written, written.id().equals(memory.id()));
  }

  /**
   * Archives a memory: it is kept, but no longer in use.
   *
   * @throws NotFoundException if the user has no such memory, or it is deleted
   */
  public Memory archive(UUID id) {
    return changed("MemoryDao.archive", ARCHIVE, id);
  }

  /**
   * Makes a memory active that is archived, superseded, or deleted and not purged yet. If it has
   * lost its vector, it is embedded again. One that has expired is not found before an {@link
   * #update} has changed that time, and is deleted again without one.
   *
   * @throws NotFoundException if the user has no such memory
   */
  public Memory restore(UUID id) {
    return changed("MemoryDao.restore", RESTORE, id);
  }

  private Memory changed(String call, ScopedStatement<Memory> change, UUID id) {
    return executor.call(call, change).with("id", id).find().orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a memory: it is no longer in use, and can be restored until it is {@linkplain
   * MaintenanceDao#purge purged}. Published as {@code memory.deleted} with the key {@code
   * memory:<id>} and the {@code embedding_id} of the vector that the host has to delete, or null.
   *
   * @return the deleted memory
   * @throws NotFoundException if the user has no such memory, or it is deleted already
   */
  public Memory delete(UUID id) {
    return changed("MemoryDao.delete", DELETE, id);
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("memory", id);
  }
}
