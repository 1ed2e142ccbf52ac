package io.lyss.dao.memory;

import static io.lyss.dao.memory.jooq.Tables.SEARCH_MEMORIES;
import static io.lyss.dao.memory.jooq.Tables.USER_MEMORIES;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.lyss.dao.internal.FilteredStatement;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.RowTypeBuilder;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.memory.jooq.Routines;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.impl.SQLDataType;

/**
 * What of a user's memories is read as many: lists, search, and what the vectors found stand for.
 */
final class MemoryQueries {

  static final RowType<Memory> ROW = columns(Memory.class).build();

  /** A record with the components that a memory has, under other names than their columns. */
  static <T extends Record> RowTypeBuilder<T> columns(Class<T> type) {
    return RowType.builder(type, USER_MEMORIES)
        .column("text", USER_MEMORIES.MEMORY_TEXT)
        .column("relevance", USER_MEMORIES.RELEVANCE_SCORE)
        .column("type", USER_MEMORIES.MEMORY_TYPE)
        .column("category", USER_MEMORIES.MEMORY_CATEGORY)
        .column("source", USER_MEMORIES.SOURCE_TYPE)
        .column("importance", USER_MEMORIES.IMPORTANCE_SCORE);
  }

  static final Condition OWN = Sql.is(USER_MEMORIES.TENANT_ID).and(Sql.is(USER_MEMORIES.USER_ID));

  static final FilteredStatement<Memory> LIST_NEWEST_FIRST =
      list(USER_MEMORIES.ID.lt(Sql.afterId()), USER_MEMORIES.ID.desc());

  static final FilteredStatement<Memory> LIST_MOST_IMPORTANT_FIRST =
      list(
          row(USER_MEMORIES.IMPORTANCE_SCORE, USER_MEMORIES.ID)
              .lt(Sql.arg("after_importance", SQLDataType.INTEGER), Sql.afterId()),
          USER_MEMORIES.IMPORTANCE_SCORE.desc(),
          USER_MEMORIES.ID.desc());

  /** Valid now. */
  private static final Condition VALID =
      condition(Routines.memoryIsValid(USER_MEMORIES.VALID_FROM, USER_MEMORIES.EXPIRES_AT));

  private static FilteredStatement<Memory> list(Condition after, OrderField<?>... order) {
    return new FilteredStatement<>(
        List.of(
            USER_MEMORIES.MEMORY_TYPE.eq(Sql.arg("type", SQLDataType.CLOB)),
            USER_MEMORIES.MEMORY_CATEGORY.eq(Sql.arg("category", SQLDataType.CLOB)),
            USER_MEMORIES.AGENT_ID.eq(Sql.arg("agent_id", SQLDataType.CLOB)),
            USER_MEMORIES.RUN_ID.eq(Sql.arg("run_id", SQLDataType.CLOB))),
        filter ->
            MemoryService.statement(
                ROW,
                () ->
                    select(ROW.columns())
                        .from(USER_MEMORIES)
                        .where(OWN)
                        .and(Sql.is(USER_MEMORIES.STATUS))
                        .and(condition(Sql.arg("at_any_time", SQLDataType.BOOLEAN)).or(VALID))
                        .and(filter)
                        .and(after)
                        .orderBy(order)
                        .limit(Sql.limit())));
  }

  static final ScopedStatement<Memory> SEARCH =
      MemoryService.statement(
          ROW,
          () -> FunctionCall.of(SEARCH_MEMORIES).passing("before_id", Sql.afterId()).rows(ROW));

  private static final Field<String> MATCHED_ID =
      field(name("matched", "embedding_id"), String.class);

  private static final Field<Double> MATCHED_SCORE = field(name("matched", "score"), Double.class);

  private static final RowType<ScoredMemory> SCORED =
      RowType.builder(ScoredMemory.class, USER_MEMORIES)
          .row("memory", ROW)
          .column("score", MATCHED_SCORE)
          .build();

  static final ScopedStatement<ScoredMemory> BY_VECTOR_IDS =
      MemoryService.statement(
          SCORED,
          () ->
              select(SCORED.columns())
                  .from(
                      table(
                          """
                          rows from (pg_catalog.unnest({0}), pg_catalog.unnest({1})) \
                          as matched (embedding_id, score)""",
                          Sql.arg("embedding_ids", SQLDataType.CLOB.array()),
                          Sql.arg("scores", SQLDataType.DOUBLE.array())))
                  .join(USER_MEMORIES)
                  .on(USER_MEMORIES.EMBEDDING_ID.eq(MATCHED_ID))
                  .where(OWN)
                  .and(USER_MEMORIES.STATUS.eq(inline(Sql.column(MemoryStatus.ACTIVE))))
                  .and(VALID)
                  .orderBy(MATCHED_SCORE.desc(), USER_MEMORIES.ID));

  private MemoryQueries() {}
}
