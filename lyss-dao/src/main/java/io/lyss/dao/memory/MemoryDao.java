package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.REMEMBER_MEMORIES;
import static io.lyss.dao.memory.jooq.Tables.SEARCH_MEMORIES;
import static io.lyss.dao.memory.jooq.Tables.USER_MEMORIES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.Routines;
import io.lyss.dao.memory.jooq.tables.records.UserMemoriesRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.UpdateSetFirstStep;
import org.jooq.UpdateSetMoreStep;
import org.jspecify.annotations.Nullable;

/**
 * The memories of one user. A text is remembered once: without regard to case, white space, and
 * whether letters are full-width or otherwise in a compatibility form.
 */
public final class MemoryDao {

  static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(USER_MEMORIES.TENANT_ID),
      table.field(USER_MEMORIES.ID),
      table.field(USER_MEMORIES.USER_ID),
      table.field(USER_MEMORIES.MEMORY_TEXT),
      table.field(USER_MEMORIES.EMBEDDING_ID),
      table.field(USER_MEMORIES.RELEVANCE_SCORE),
      table.field(USER_MEMORIES.MEMORY_TYPE),
      table.field(USER_MEMORIES.MEMORY_CATEGORY),
      table.field(USER_MEMORIES.SOURCE_TYPE),
      table.field(USER_MEMORIES.SOURCE_ID),
      table.field(USER_MEMORIES.STATUS),
      table.field(USER_MEMORIES.IMPORTANCE_SCORE),
      table.field(USER_MEMORIES.CREATED_AT),
      table.field(USER_MEMORIES.UPDATED_AT)
    };
  }

  private static final Field<?>[] COLUMNS = columns(USER_MEMORIES);

  /** The owner's, whose identities are the first two arguments. */
  private static Condition own() {
    return USER_MEMORIES.TENANT_ID.eq(Sql.uuidArg(1)).and(USER_MEMORIES.USER_ID.eq(Sql.uuidArg(2)));
  }

  private static final ScopedStatement REMEMBER =
      MemoryService.statement(
          () -> {
            Table<?> remembered =
                REMEMBER_MEMORIES.call(
                    Sql.uuidArg(1),
                    Sql.uuidsArg(2),
                    Sql.textsArg(3),
                    Sql.doublesArg(4),
                    Sql.textsArg(5),
                    Sql.textsArg(6),
                    Sql.textsArg(7),
                    Sql.uuidsArg(8),
                    Sql.intsArg(9));
            return select(columns(remembered)).from(remembered);
          });

  private static final ScopedStatement FIND =
      MemoryService.statement(
          () ->
              select(COLUMNS)
                  .from(USER_MEMORIES)
                  .where(own())
                  .and(USER_MEMORIES.ID.eq(Sql.uuidArg(3))));

  private static final ScopedStatement FIND_BY_TEXT =
      MemoryService.statement(
          () ->
              select(COLUMNS)
                  .from(USER_MEMORIES)
                  .where(own())
                  .and(USER_MEMORIES.MEMORY_HASH.eq(Routines.memoryHash(Sql.textArg(3)))));

  private static final ScopedStatement LIST_NEWEST_FIRST =
      list(() -> USER_MEMORIES.ID.lt(Sql.uuidArg(7)), () -> List.of(USER_MEMORIES.ID.desc()));

  private static final ScopedStatement LIST_MOST_IMPORTANT_FIRST =
      list(
          () ->
              row(USER_MEMORIES.IMPORTANCE_SCORE, USER_MEMORIES.ID)
                  .lt(Sql.intArg(8), Sql.uuidArg(7)),
          () -> List.of(USER_MEMORIES.IMPORTANCE_SCORE.desc(), USER_MEMORIES.ID.desc()));

  private static ScopedStatement list(
      Supplier<Condition> after, Supplier<List<OrderField<?>>> order) {
    return MemoryService.statement(
        () ->
            select(COLUMNS)
                .from(USER_MEMORIES)
                .where(own())
                .and(USER_MEMORIES.STATUS.eq(Sql.textArg(3)))
                .and(Sql.textArg(4).isNull().or(USER_MEMORIES.MEMORY_TYPE.eq(Sql.textArg(4))))
                .and(Sql.textArg(5).isNull().or(USER_MEMORIES.MEMORY_CATEGORY.eq(Sql.textArg(5))))
                .and(after.get())
                .orderBy(order.get())
                .limit(Sql.intArg(6)));
  }

  private static final ScopedStatement SEARCH =
      MemoryService.statement(
          () -> {
            Table<?> found = SEARCH_MEMORIES.call(Sql.textArg(1), Sql.intArg(2), Sql.uuidArg(3));
            return select(columns(found)).from(found);
          });

  private static final ScopedStatement BY_VECTOR_IDS =
      MemoryService.statement(
          () -> {
            Field<Double> score = field("matched.score", Double.class);
            List<SelectField<?>> selected = new ArrayList<>(List.of(COLUMNS));
            selected.add(score);
            return select(selected)
                .from(
                    table(
                        "unnest({0}, {1}) as matched (embedding_id, score)",
                        Sql.textsArg(3), Sql.doublesArg(4)))
                .join(USER_MEMORIES)
                .on(USER_MEMORIES.EMBEDDING_ID.eq(field("matched.embedding_id", String.class)))
                .where(own())
                .and(USER_MEMORIES.STATUS.eq(inline("active")))
                .orderBy(score.desc(), USER_MEMORIES.ID);
          });

  private static final ScopedStatement SET_TEXT =
      change(memory -> memory.set(USER_MEMORIES.MEMORY_TEXT, Sql.textArg(4)));

  private static final ScopedStatement SET_IMPORTANCE =
      change(memory -> memory.set(USER_MEMORIES.IMPORTANCE_SCORE, Sql.intArg(4)));

  private static final ScopedStatement SET_RELEVANCE =
      change(memory -> memory.set(USER_MEMORIES.RELEVANCE_SCORE, Sql.doubleArg(4)));

  private static final ScopedStatement CLASSIFY =
      change(
          memory ->
              memory
                  .set(USER_MEMORIES.MEMORY_TYPE, Sql.textArg(4))
                  .set(USER_MEMORIES.MEMORY_CATEGORY, Sql.textArg(5)));

  private static final ScopedStatement ARCHIVE =
      change(memory -> memory.set(USER_MEMORIES.STATUS, inline("archived")));

  /** Changes a memory that is not deleted; its identity is the third argument. */
  private static ScopedStatement change(
      Function<UpdateSetFirstStep<UserMemoriesRecord>, UpdateSetMoreStep<UserMemoriesRecord>>
          values) {
    return MemoryService.statement(
        () ->
            values
                .apply(update(USER_MEMORIES))
                .where(own())
                .and(USER_MEMORIES.ID.eq(Sql.uuidArg(3)))
                .and(USER_MEMORIES.STATUS.ne(inline("deleted")))
                .returningResult(COLUMNS));
  }

  private static final ScopedStatement RESTORE =
      MemoryService.statement(
          () ->
              update(USER_MEMORIES)
                  .set(USER_MEMORIES.STATUS, inline("active"))
                  .where(own())
                  .and(USER_MEMORIES.ID.eq(Sql.uuidArg(3)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement DELETE =
      MemoryService.statement(() -> select(Routines.deleteMemory(Sql.uuidArg(1), Sql.uuidArg(2))));

  private final Scope.Tenant scope;
  private final ScopedExecutor executor;

  MemoryDao(Scope.Tenant scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Remembers a text. If it is remembered already, that memory is active again, keeps its text and
   * its kind, and is as important as the more important of the two; also of many who remember the
   * same at once, one makes the memory and all are answered with it.
   *
   * @throws ConflictException if the user has a memory of that id and another text
   * @throws ConstraintException if a value is refused
   */
  public Remembered remember(NewMemory memory) {
    return rememberAll(List.of(memory)).get(0);
  }

  /**
   * {@link #remember} for many, all of them or none; of texts that are the same the most important
   * is the new one. An empty list asks nothing.
   *
   * @return what each came to, in their order
   * @throws ConflictException if the user has a memory of an id and another text
   * @throws ConstraintException if a value is refused
   */
  public List<Remembered> rememberAll(List<NewMemory> memories) {
    if (memories.isEmpty()) {
      return List.of();
    }
    List<Memory> written =
        executor.list(
            REMEMBER,
            Memory::read,
            scope.tenantId(),
            each(memories, NewMemory::id, UUID[]::new),
            each(memories, NewMemory::text, String[]::new),
            each(memories, NewMemory::relevance, Double[]::new),
            each(memories, memory -> Sql.column(memory.type()), String[]::new),
            each(memories, memory -> memory.category().orElse(null), String[]::new),
            each(memories, memory -> Sql.column(memory.source()), String[]::new),
            each(memories, memory -> memory.sourceId().orElse(null), UUID[]::new),
            each(memories, NewMemory::importance, Integer[]::new));
    List<Remembered> remembered = new ArrayList<>();
    for (int i = 0; i < memories.size(); i++) {
      Memory memory = written.get(i);
      remembered.add(new Remembered(memory, memory.id().equals(memories.get(i).id())));
    }
    return remembered;
  }

  private static <T> T[] each(
      List<NewMemory> memories, Function<NewMemory, @Nullable T> value, IntFunction<T[]> array) {
    return memories.stream().map(value).toArray(array);
  }

  /** The memory of that identity, whatever its status. */
  public Optional<Memory> find(UUID id) {
    return executor.find(FIND, Memory::read, scope.tenantId(), scope.userId(), id);
  }

  /**
   * @throws NotFoundException if the user has no such memory
   */
  public Memory get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The memory of that text, or of one that is the same to {@link #remember}; of any status. */
  public Optional<Memory> findByText(String text) {
    return executor.find(FIND_BY_TEXT, Memory::read, scope.tenantId(), scope.userId(), text);
  }

  /** The user's memories, those first that were remembered last. */
  public Page<Memory> listNewestFirst(MemoryFilter filter, PageRequest page) {
    return list(LIST_NEWEST_FIRST, filter, page, memory -> new Cursor(memory.id()));
  }

  /**
   * The user's memories, the most important first; of those that are as important, those first that
   * were remembered last.
   */
  public Page<Memory> listMostImportantFirst(MemoryFilter filter, PageRequest page) {
    // the cursor's time is the importance, in seconds
    return list(
        LIST_MOST_IMPORTANT_FIRST,
        filter,
        page,
        memory -> new Cursor(Instant.ofEpochSecond(memory.importance()), memory.id()));
  }

  private Page<Memory> list(
      ScopedStatement statement,
      MemoryFilter filter,
      PageRequest page,
      Function<Memory, Cursor> cursor) {
    Cursor after = Sql.newestFirst(page);
    return Page.of(
        executor.list(
            statement,
            Memory::read,
            scope.tenantId(),
            scope.userId(),
            Sql.column(filter.status()),
            filter.type().map(Sql::column).orElse(null),
            filter.category().orElse(null),
            Sql.limit(page),
            after.id(),
            (int) Math.max(0, Math.min(after.time().getEpochSecond(), Integer.MAX_VALUE))),
        page,
        cursor);
  }

  /**
   * The user's active memories that have every word of a text, those first that were remembered
   * last: English words in any form, Chinese, Japanese and Korean from one character on.
   *
   * @param text what a person types; stop words and punctuation count for nothing, and a text of
   *     nothing else finds nothing
   */
  public Page<Memory> search(String text, PageRequest page) {
    return Page.of(
        executor.list(SEARCH, Memory::read, text, Sql.limit(page), Sql.newestFirst(page).id()),
        page,
        memory -> new Cursor(memory.id()));
  }

  /**
   * The user's active memories of what a vector database has answered, those of the highest score
   * first. Vectors that are another's, or no memory's any more, are left out. An empty list asks
   * nothing.
   *
   * @param matches in any order; of the same vector twice, the higher score counts
   */
  public List<ScoredMemory> byVectorIds(List<VectorMatch> matches) {
    if (matches.isEmpty()) {
      return List.of();
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    matches.forEach(match -> scores.merge(match.embeddingId(), match.score(), Math::max));
    return executor.list(
        BY_VECTOR_IDS,
        ScoredMemory::read,
        scope.tenantId(),
        scope.userId(),
        scores.keySet().toArray(String[]::new),
        scores.values().toArray(Double[]::new));
  }

  /**
   * Changes what is remembered. The vector stays until one of the new text is made.
   *
   * @param text not blank
   * @throws NotFoundException if the user has no such memory, or it is deleted
   * @throws ConflictException if the user has another memory of that text
   * @throws ConstraintException if the text is blank
   */
  public Memory setText(UUID id, String text) {
    return changed(id, SET_TEXT, scope.tenantId(), scope.userId(), id, text);
  }

  /**
   * Changes how important it is.
   *
   * @param importance from 1 to 100
   * @throws NotFoundException if the user has no such memory, or it is deleted
   * @throws ConstraintException if the importance is out of range
   */
  public Memory setImportance(UUID id, int importance) {
    return changed(id, SET_IMPORTANCE, scope.tenantId(), scope.userId(), id, importance);
  }

  /**
   * Changes how relevant it has proved.
   *
   * @param relevance from 0 to 1
   * @throws NotFoundException if the user has no such memory, or it is deleted
   * @throws ConstraintException if the relevance is out of range
   */
  public Memory setRelevance(UUID id, double relevance) {
    return changed(id, SET_RELEVANCE, scope.tenantId(), scope.userId(), id, relevance);
  }

  /**
   * Says what kind of thing it is.
   *
   * @param category 1 to 50 characters, no spaces around; null for nothing said
   * @throws NotFoundException if the user has no such memory, or it is deleted
   * @throws ConstraintException if the category is refused
   */
  public Memory classify(UUID id, MemoryType type, @Nullable String category) {
    return changed(id, CLASSIFY, scope.tenantId(), scope.userId(), id, Sql.column(type), category);
  }

  /**
   * Keeps a memory and uses it no more.
   *
   * @throws NotFoundException if the user has no such memory, or it is deleted
   */
  public Memory archive(UUID id) {
    return changed(id, ARCHIVE, scope.tenantId(), scope.userId(), id);
  }

  /**
   * Takes back {@link #archive}, and {@link #delete} as long as the memory is not purged. What was
   * deleted is embedded again.
   *
   * @throws NotFoundException if the user has no such memory
   */
  public Memory restore(UUID id) {
    return changed(id, RESTORE, scope.tenantId(), scope.userId(), id);
  }

  private Memory changed(UUID id, ScopedStatement statement, @Nullable Object... arguments) {
    return executor.find(statement, Memory::read, arguments).orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a memory: it is not used, and goes for good once it is {@linkplain MaintenanceDao#purge
   * purged}. Published as {@code memory.deleted} with the key {@code memory:<id>} and the {@code
   * embedding_id}, null for none, whose vector the host deletes.
   *
   * @throws NotFoundException if the user has no such memory, or it is deleted already
   */
  public void delete(UUID id) {
    if (!executor.one(DELETE, Row::nextBoolean, scope.tenantId(), id)) {
      throw notFound(id);
    }
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("memory", id);
  }
}
