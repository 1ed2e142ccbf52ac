package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.ADD_SUMMARY;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_SUMMARIES;
import static io.lyss.dao.chat.jooq.Tables.SUMMARIES_OF;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Table;

/**
 * Summaries of the current user's conversations; nobody sees those of another user. A summary is
 * never changed: a later one, up to the same message or further, replaces it.
 */
public final class SummaryDao {

  private static final RowType<Summary> ROW =
      RowType.builder(Summary.class, CONVERSATION_SUMMARIES)
          .column("text", CONVERSATION_SUMMARIES.SUMMARY_TEXT)
          .column("type", CONVERSATION_SUMMARIES.SUMMARY_TYPE)
          .build();

  private static final ScopedStatement<Summary> ADD =
      ChatService.statement(ROW, () -> FunctionCall.of(ADD_SUMMARY).rows(ROW));

  private static final ScopedStatement<Summary> LATEST =
      ChatService.statement(
          ROW,
          () -> {
            Table<?> all = FunctionCall.of(SUMMARIES_OF).table();
            return select(ROW.columns(all))
                .from(all)
                .orderBy(
                    of(all, CONVERSATION_SUMMARIES.UP_TO_SEQUENCE).desc(),
                    of(all, CONVERSATION_SUMMARIES.ID).desc())
                .limit(inline(1));
          });

  private static final ScopedStatement<Summary> LIST =
      ChatService.statement(
          ROW,
          () -> {
            Table<?> all = FunctionCall.of(SUMMARIES_OF).table();
            return select(ROW.columns(all))
                .from(all)
                .where(of(all, CONVERSATION_SUMMARIES.ID).lt(Sql.afterId()))
                .orderBy(of(all, CONVERSATION_SUMMARIES.ID).desc())
                .limit(Sql.limit());
          });

  private static <T> Field<T> of(Table<?> all, Field<T> column) {
    return field(all.getQualifiedName().append(column.getUnqualifiedName()), column.getDataType());
  }

  private final ScopedExecutor executor;

  SummaryDao(Scope.TenantUser scope, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", scope.tenantId()).given("user_id", scope.userId());
  }

  /**
   * Adds a summary to a conversation, which may be archived.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if the tenant has a summary with this id
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_message_count} if the conversation has no such message yet, and with {@code
   *     conversations_status} if it is deleted
   */
  public Summary add(UUID conversationId, NewSummary summary) {
    return executor
        .call("SummaryDao.add", ADD)
        .with("conversation_id", conversationId)
        .withRecord("summary", summary)
        .find()
        .orElseThrow(() -> ConversationDao.notFound(conversationId));
  }

  /** The summary that covers most messages; if several do, the one made last. */
  public Optional<Summary> findLatest(UUID conversationId) {
    return executor
        .read("SummaryDao.findLatest", LATEST)
        .with("conversation_id", conversationId)
        .find();
  }

  /** A conversation's summaries, the one made last first. */
  public Page<Summary> list(UUID conversationId, PageRequest page) {
    return executor
        .read("SummaryDao.list", LIST)
        .with("conversation_id", conversationId)
        .newestFirst(page, summary -> new Cursor(summary.id()));
  }
}
