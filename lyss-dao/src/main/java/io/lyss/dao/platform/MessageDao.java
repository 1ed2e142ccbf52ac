package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATION_MESSAGES_NEWEST_FIRST;
import static io.lyss.dao.platform.jooq.Tables.CONVERSATION_MESSAGES_OLDEST_FIRST;
import static io.lyss.dao.platform.jooq.Tables.MESSAGES;
import static io.lyss.dao.platform.jooq.Tables.SEARCH_MESSAGES;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.InsertEach;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.internal.TableFunction;
import java.util.List;
import java.util.Objects;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * The messages of the user of this scope. A message is never changed, and is deleted with its
 * conversation. In a system scope these calls fail with {@link ScopeDeniedException}.
 */
public final class MessageDao {

  private static final String CONVERSATION_KEY = "messages_conversation_id_user_id_fk";

  private static final RowType<Message> ROW = RowType.of(Message.class, MESSAGES);

  private static final RowType<NewMessage> NEW = RowType.of(NewMessage.class, MESSAGES);

  // All have the same created_at; their ids keep them in order.
  private static final ScopedStatement<Message> APPEND =
      Platform.statement(
          ROW,
          () ->
              InsertEach.into(MESSAGES, NEW, MESSAGES.CONVERSATION_ID, MESSAGES.USER_ID)
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Message> LIST_NEWEST_FIRST =
      messages(before(CONVERSATION_MESSAGES_NEWEST_FIRST));

  private static final ScopedStatement<Message> LIST_OLDEST_FIRST =
      messages(
          FunctionCall.of(CONVERSATION_MESSAGES_OLDEST_FIRST)
              .passing("after_created_at", Sql.afterTime())
              .passing("after_id", Sql.afterNumber(SQLDataType.BIGINT)));

  private static final ScopedStatement<Message> SEARCH = messages(before(SEARCH_MESSAGES));

  private static <F extends Table<?> & TableFunction> FunctionCall before(F function) {
    return FunctionCall.of(function)
        .passing("before_created_at", Sql.afterTime())
        .passing("before_id", Sql.afterNumber(SQLDataType.BIGINT));
  }

  private static ScopedStatement<Message> messages(FunctionCall function) {
    return Platform.statement(ROW, () -> function.rows(ROW));
  }

  private final Scope scope;
  private final ScopedExecutor executor;

  MessageDao(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Appends a message.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException if a value is refused
   */
  public Message append(long conversationId, NewMessage message) {
    return append(conversationId, List.of(Objects.requireNonNull(message, "message"))).get(0);
  }

  /**
   * Appends messages in their order, in one statement: all of them or none. An empty list asks
   * nothing.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException if a value is refused
   */
  public List<Message> append(long conversationId, List<NewMessage> messages) {
    try {
      return own()
          .call(APPEND)
          .with("conversation_id", conversationId)
          .withEach(NEW, messages)
          .list();
    } catch (ConstraintException e) {
      if (e.constraint().equals(CONVERSATION_KEY)) {
        throw new NotFoundException("conversation", conversationId);
      }
      throw e;
    }
  }

  /**
   * A conversation's messages from the newest back; empty for a conversation that is not the
   * user's.
   */
  public Page<Message> listNewestFirst(long conversationId, PageRequest page) {
    return own()
        .call(LIST_NEWEST_FIRST)
        .with("conversation_id", conversationId)
        .newestFirst(page, MessageDao::cursor);
  }

  /**
   * A conversation's messages from the first on; empty for a conversation that is not the user's.
   */
  public Page<Message> listOldestFirst(long conversationId, PageRequest page) {
    return own()
        .call(LIST_OLDEST_FIRST)
        .with("conversation_id", conversationId)
        .oldestFirst(page, MessageDao::cursor);
  }

  /**
   * The user's messages that have every word of a text, in all conversations, from the newest back:
   * English words in any form, Chinese, Japanese and Korean from one character on.
   *
   * @param text what a person types; stop words and punctuation are ignored, and a text without
   *     other words finds nothing
   */
  public Page<Message> search(String text, PageRequest page) {
    return own().call(SEARCH).withSearch("text", text).newestFirst(page, MessageDao::cursor);
  }

  /** Runs statements on the user's own messages. */
  private ScopedExecutor own() {
    return executor.given("user_id", Platform.user(scope, "A message"));
  }

  private static Cursor cursor(Message message) {
    return new Cursor(message.createdAt(), message.id());
  }
}
