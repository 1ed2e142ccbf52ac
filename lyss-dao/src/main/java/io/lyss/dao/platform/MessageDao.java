package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.APPEND_MESSAGES;
import static io.lyss.dao.platform.jooq.Tables.CONVERSATION_MESSAGES_NEWEST_FIRST;
import static io.lyss.dao.platform.jooq.Tables.CONVERSATION_MESSAGES_OLDEST_FIRST;
import static io.lyss.dao.platform.jooq.Tables.MESSAGES;
import static io.lyss.dao.platform.jooq.Tables.SEARCH_MESSAGES;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Elements;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.Objects;
import org.jooq.impl.SQLDataType;

/**
 * The messages of the user of this scope. A message is never changed, and is deleted with its
 * conversation. In a system scope these calls fail with {@link ScopeDeniedException}.
 */
public final class MessageDao {

  private static final RowType<Message> ROW = RowType.of(Message.class, MESSAGES);

  private static final ScopedStatement<Message> APPEND =
      messages(FunctionCall.of(APPEND_MESSAGES).omitting("created_at"));

  private static final ScopedStatement<Message> LIST_NEWEST_FIRST =
      messages(
          FunctionCall.of(CONVERSATION_MESSAGES_NEWEST_FIRST)
              .passing("before_sequence", Sql.afterNumber(SQLDataType.BIGINT))
              .passing("before_created_at", Sql.afterTime()));

  private static final ScopedStatement<Message> LIST_OLDEST_FIRST =
      messages(
          FunctionCall.of(CONVERSATION_MESSAGES_OLDEST_FIRST)
              .passing("after_sequence", Sql.afterNumber(SQLDataType.BIGINT))
              .passing("after_created_at", Sql.afterTime()));

  private static final ScopedStatement<Message> SEARCH =
      messages(
          FunctionCall.of(SEARCH_MESSAGES)
              .passing("before_created_at", Sql.afterTime())
              .passing("before_id", Sql.afterNumber(SQLDataType.BIGINT)));

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
   * Appends a message. Idempotent: a caller that got no answer repeats the call with the same key.
   * The message is stored once, and both calls return it as it was stored.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if the conversation has another message under this key
   * @throws ConstraintException if a value is refused
   */
  public Message append(long conversationId, NewMessage message) {
    return append(conversationId, List.of(Objects.requireNonNull(message, "message"))).get(0);
  }

  /**
   * Appends messages in their order, all of them or none. Idempotent, like appending one. An empty
   * list sends no statement. Callers that append to the same conversation at the same time wait for
   * each other.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if some of them are stored already and some are not, or if the
   *     conversation has another message under one of the keys
   * @throws ConstraintException if a value is refused
   */
  public List<Message> append(long conversationId, List<NewMessage> messages) {
    ScopedExecutor own = own();
    if (Elements.required("messages", messages).isEmpty()) {
      return List.of();
    }
    List<Message> appended =
        own.call("MessageDao.append", APPEND)
            .with("conversation_id", conversationId)
            .withEach("idempotency_keys", messages, NewMessage::idempotencyKey)
            .withEach("roles", messages, NewMessage::role)
            .withEach("contents", messages, NewMessage::content)
            .withEach("metadata", messages, NewMessage::metadata)
            .list();
    if (appended.isEmpty()) {
      throw ConversationDao.notFound(conversationId);
    }
    return appended;
  }

  /** A conversation's messages, newest first; empty for a conversation that is not the user's. */
  public Page<Message> listNewestFirst(long conversationId, PageRequest page) {
    return own()
        .read("MessageDao.listNewestFirst", LIST_NEWEST_FIRST)
        .with("conversation_id", conversationId)
        .newestFirst(page, MessageDao::place);
  }

  /** A conversation's messages, oldest first; empty for a conversation that is not the user's. */
  public Page<Message> listOldestFirst(long conversationId, PageRequest page) {
    return own()
        .read("MessageDao.listOldestFirst", LIST_OLDEST_FIRST)
        .with("conversation_id", conversationId)
        .oldestFirst(page, MessageDao::place);
  }

  /**
   * The user's messages in all conversations that contain each word of a text, newest first.
   * English words match in any form, Chinese, Japanese and Korean text from one character on.
   *
   * @param text what a person types; stop words and punctuation are ignored; a text with nothing
   *     else finds nothing
   */
  public Page<Message> search(String text, PageRequest page) {
    return own()
        .read("MessageDao.search", SEARCH)
        .withSearch("text", text)
        .newestFirst(page, message -> new Cursor(message.createdAt(), message.id()));
  }

  /** Runs statements on the user's own messages. */
  private ScopedExecutor own() {
    return executor.given("user_id", Platform.user(scope, "A message"));
  }

  /** The place in its conversation. */
  private static Cursor place(Message message) {
    return new Cursor(message.createdAt(), message.sequence());
  }
}
