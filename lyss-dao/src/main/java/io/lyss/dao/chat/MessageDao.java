package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.APPEND_MESSAGES;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_CONTEXT;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_MESSAGES;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_MESSAGES_NEWEST_FIRST;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_MESSAGES_OLDEST_FIRST;
import static io.lyss.dao.chat.jooq.Tables.RECALLED_MESSAGES;
import static io.lyss.dao.chat.jooq.Tables.SEARCH_MESSAGES;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.Elements;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.SQLDataType;

/**
 * The messages of the current user's conversations. Nobody sees those of another user, not even
 * administrators. A message is never changed; it is deleted with its conversation.
 */
public final class MessageDao {

  private static final RowType<Message> ROW = RowType.of(Message.class, CONVERSATION_MESSAGES);

  private static ScopedStatement<Message> messages(FunctionCall function) {
    return ChatService.statement(ROW, () -> function.rows(ROW));
  }

  private static final ScopedStatement<Message> APPEND =
      messages(FunctionCall.of(APPEND_MESSAGES).omitting("created_at"));

  private static final ScopedStatement<Message> LIST_NEWEST_FIRST =
      messages(
          FunctionCall.of(CONVERSATION_MESSAGES_NEWEST_FIRST)
              .passing("before_sequence", Sql.afterNumber(SQLDataType.BIGINT))
              .passing("before_created_at", Sql.afterTime())
              .omitting("after_sequence"));

  private static final ScopedStatement<Message> LIST_OLDEST_FIRST =
      messages(
          FunctionCall.of(CONVERSATION_MESSAGES_OLDEST_FIRST)
              .passing("after_sequence", Sql.afterNumber(SQLDataType.BIGINT))
              .passing("after_created_at", Sql.afterTime()));

  private static final ScopedStatement<Message> RECALLED =
      messages(FunctionCall.of(RECALLED_MESSAGES));

  private static final RowType<FoundMessage> FOUND =
      RowType.of(FoundMessage.class, CONVERSATION_MESSAGES);

  private static final ScopedStatement<FoundMessage> SEARCH =
      ChatService.statement(
          FOUND,
          () ->
              FunctionCall.of(SEARCH_MESSAGES)
                  .passing("before_created_at", Sql.afterTime())
                  .passing("before_id", Sql.afterId())
                  .rows(FOUND));

  private static final RowType<Context.Part> PART =
      RowType.builder(Context.Part.class, CONVERSATION_CONTEXT)
          .row(
              "summary",
              RowType.builder(Summary.class, CONVERSATION_CONTEXT)
                  .column("id", CONVERSATION_CONTEXT.SUMMARY_ID)
                  .column("text", CONVERSATION_CONTEXT.SUMMARY_TEXT)
                  .column("type", CONVERSATION_CONTEXT.SUMMARY_TYPE)
                  .column("createdAt", CONVERSATION_CONTEXT.SUMMARY_CREATED_AT)
                  .build())
          .row(
              "message",
              RowType.builder(Message.class, CONVERSATION_CONTEXT)
                  .column("id", CONVERSATION_CONTEXT.MESSAGE_ID)
                  .column("createdAt", CONVERSATION_CONTEXT.MESSAGE_CREATED_AT)
                  .build())
          .build();

  private static final ScopedStatement<Context.Part> CONTEXT =
      ChatService.statement(PART, () -> FunctionCall.of(CONVERSATION_CONTEXT).rows(PART));

  private final ScopedExecutor executor;

  MessageDao(Scope.TenantUser scope, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", scope.tenantId());
  }

  /**
   * Appends a message. Idempotent: a caller that got no answer repeats the call with the same id,
   * and gets the stored message. It counts once.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if another message is stored under this id
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_status} if the conversation is archived or deleted, and with {@code
   *     conversations_open_tool_calls} if a tool answers a call that was never made, or is answered
   *     already
   */
  public Message append(UUID conversationId, NewMessage message) {
    return append(conversationId, List.of(Objects.requireNonNull(message, "message"))).get(0);
  }

  /**
   * Appends messages in their order, all of them or none. Idempotent, like appending one. An empty
   * list sends no statement. Callers that append to the same conversation at the same time wait for
   * each other.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if some of them are stored already and some are not, or if another
   *     message is stored under one of the ids
   * @throws ConstraintException as of {@link #append(UUID, NewMessage)}
   */
  public List<Message> append(UUID conversationId, List<NewMessage> messages) {
    if (Elements.required("messages", messages).isEmpty()) {
      return List.of();
    }
    List<Message> appended =
        withMessages(
                executor.call("MessageDao.append", APPEND).with("conversation_id", conversationId),
                messages)
            .list();
    if (appended.isEmpty()) {
      throw ConversationDao.notFound(conversationId);
    }
    return appended;
  }

  /** Adds the parts of the messages to a call, as arrays. */
  static <T> Call<T> withMessages(Call<T> call, List<NewMessage> messages) {
    return call.withEach("ids", messages, NewMessage::id)
        .withEach("roles", messages, NewMessage::role)
        .withEach("contents", messages, NewMessage::content)
        .withEach("token_counts", messages, NewMessage::tokenCount)
        .withEach("models_used", messages, NewMessage::modelUsed)
        .withEach("response_times_ms", messages, NewMessage::responseTimeMs)
        .withEach("tool_calls", messages, NewMessage::toolCalls)
        .withEach("tool_call_ids", messages, NewMessage::toolCallId)
        .withEach("finish_reasons", messages, NewMessage::finishReason)
        .withEach("metadata", messages, NewMessage::metadata);
  }

  /** A message by its place in one of the user's conversations. */
  public Optional<Message> find(UUID conversationId, long sequence) {
    return executor
        .read("MessageDao.find", LIST_OLDEST_FIRST)
        .with("conversation_id", conversationId)
        .with("limit", 1)
        .with("after_number", sequence - 1)
        .with("after_time", Instant.MIN)
        .find()
        .filter(message -> message.sequence() == sequence);
  }

  /**
   * A conversation's messages from the newest back; empty for a conversation that is not the
   * user's.
   */
  public Page<Message> listNewestFirst(UUID conversationId, PageRequest page) {
    return executor
        .read("MessageDao.listNewestFirst", LIST_NEWEST_FIRST)
        .with("conversation_id", conversationId)
        .newestFirst(page, MessageDao::cursor);
  }

  /**
   * A conversation's messages from the first on; empty for a conversation that is not the user's.
   */
  public Page<Message> listOldestFirst(UUID conversationId, PageRequest page) {
    return executor
        .read("MessageDao.listOldestFirst", LIST_OLDEST_FIRST)
        .with("conversation_id", conversationId)
        .oldestFirst(page, MessageDao::cursor);
  }

  /**
   * The messages that {@link ConversationDao#recall} has chosen, in that order; empty for a
   * conversation that is not the user's.
   */
  public List<Message> listRecalled(UUID conversationId) {
    return executor
        .read("MessageDao.listRecalled", RECALLED)
        .with("conversation_id", conversationId)
        .list();
  }

  /**
   * The user's messages that contain each word of a text, from all conversations that are not
   * deleted, each with its conversation, the newest first. English words match in any form,
   * Chinese, Japanese and Korean text from one character on.
   *
   * @param text what a person types; stop words and punctuation are ignored; a text with nothing
   *     else finds nothing
   */
  public Page<FoundMessage> search(String text, PageRequest page) {
    return executor
        .read("MessageDao.search", SEARCH)
        .withSearch("text", text)
        .newestFirst(page, found -> new Cursor(found.message().createdAt(), found.message().id()));
  }

  private static Cursor cursor(Message message) {
    return new Cursor(message.createdAt(), message.sequence());
  }

  /**
   * {@link #context(UUID, ContextBudget)} of a number of messages.
   *
   * @param lastMessages how many messages at most; at least 0
   * @throws ConstraintException if that is less than 0
   */
  public Context context(UUID conversationId, int lastMessages) {
    return context(conversationId, ContextBudget.ofMessages(lastMessages));
  }

  /**
   * The part of a conversation that is given to a model: its latest summary and the last messages
   * since, as many as the budget allows. It is empty for a conversation that is not the user's.
   *
   * <p>A tool's answer is never without its call, and a call never without all of its answers.
   * Calls that were never answered, because their host was interrupted, are left out and do not
   * count against the budget. Only a call at the end may wait for answers. If the messages since
   * the summary begin with an answer, or do not begin with the user although they have to, earlier
   * messages are added, back to one with which the context may begin. If the budget does not reach
   * that far, the context begins later.
   *
   * @throws ConstraintException if a value of the budget is out of its range
   */
  public Context context(UUID conversationId, ContextBudget budget) {
    return Context.of(
        executor
            .read("MessageDao.context", CONTEXT)
            .with("conversation_id", conversationId)
            .withRecord("budget", budget)
            .list());
  }
}
