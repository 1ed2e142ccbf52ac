package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.ADD_SUMMARY;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_SUMMARIES;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * Summaries of the conversations of the user of this scope; nobody sees another's. One is never
 * changed: a later one, up to the same message or further, takes its place.
 */
public final class SummaryDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(CONVERSATION_SUMMARIES.ID),
      table.field(CONVERSATION_SUMMARIES.SUMMARY_TEXT),
      table.field(CONVERSATION_SUMMARIES.SUMMARY_TYPE),
      table.field(CONVERSATION_SUMMARIES.UP_TO_SEQUENCE),
      table.field(CONVERSATION_SUMMARIES.CREATED_AT)
    };
  }

  private static Condition own() {
    return CONVERSATION_SUMMARIES
        .TENANT_ID
        .eq(Sql.uuidArg(1))
        .and(CONVERSATION_SUMMARIES.USER_ID.eq(Sql.uuidArg(2)))
        .and(CONVERSATION_SUMMARIES.CONVERSATION_ID.eq(Sql.uuidArg(3)));
  }

  private static final ScopedStatement ADD =
      ChatService.statement(
          () -> {
            Table<?> added =
                ADD_SUMMARY.call(
                    Sql.uuidArg(1),
                    Sql.uuidArg(2),
                    Sql.uuidArg(3),
                    Sql.textArg(4),
                    Sql.textArg(5),
                    Sql.longArg(6));
            return select(columns(added)).from(added);
          });

  private static final ScopedStatement LATEST =
      ChatService.statement(
          () ->
              select(columns(CONVERSATION_SUMMARIES))
                  .from(CONVERSATION_SUMMARIES)
                  .where(own())
                  .orderBy(
                      CONVERSATION_SUMMARIES.UP_TO_SEQUENCE.desc(),
                      CONVERSATION_SUMMARIES.ID.desc())
                  .limit(inline(1)));

  private static final ScopedStatement LIST =
      ChatService.statement(
          () ->
              select(columns(CONVERSATION_SUMMARIES))
                  .from(CONVERSATION_SUMMARIES)
                  .where(own())
                  .and(CONVERSATION_SUMMARIES.ID.lt(Sql.uuidArg(4)))
                  .orderBy(CONVERSATION_SUMMARIES.ID.desc())
                  .limit(Sql.intArg(5)));

  private final Scope.Tenant scope;
  private final ScopedExecutor executor;

  SummaryDao(Scope.Tenant scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Adds a summary to a conversation, which may be archived.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if the tenant has a summary of that id
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_message_count} if the conversation has no such message yet, and with {@code
   *     conversations_status} if it is deleted
   */
  public Summary add(UUID conversationId, NewSummary summary) {
    return executor
        .find(
            ADD,
            Summary::read,
            scope.tenantId(),
            summary.id(),
            conversationId,
            summary.text(),
            Sql.column(summary.type()),
            summary.upToSequence())
        .orElseThrow(() -> ConversationDao.notFound(conversationId));
  }

  /** The summary that covers most; of several, the one made last. */
  public Optional<Summary> latest(UUID conversationId) {
    return executor.find(LATEST, Summary::read, scope.tenantId(), scope.userId(), conversationId);
  }

  /** A conversation's summaries, the one made last first. */
  public Page<Summary> list(UUID conversationId, PageRequest page) {
    return Page.of(
        executor.list(
            LIST,
            Summary::read,
            scope.tenantId(),
            scope.userId(),
            conversationId,
            Sql.newestFirst(page).id(),
            Sql.limit(page)),
        page,
        summary -> new Cursor(summary.id()));
  }
}
