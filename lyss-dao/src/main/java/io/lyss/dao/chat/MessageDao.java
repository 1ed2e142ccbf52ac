package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.APPEND_MESSAGES;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_CONTEXT;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_MESSAGES;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_MESSAGES_NEWEST_FIRST;
import static io.lyss.dao.chat.jooq.Tables.CONVERSATION_MESSAGES_OLDEST_FIRST;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * What is said in the conversations of the user of this scope. Nobody sees another's,
 * administrators included. A message is never changed; it goes with its conversation.
 */
public final class MessageDao {

  private static final Field<?>[] COLUMNS = {
    CONVERSATION_MESSAGES.ID,
    CONVERSATION_MESSAGES.SEQUENCE,
    CONVERSATION_MESSAGES.ROLE,
    CONVERSATION_MESSAGES.CONTENT,
    CONVERSATION_MESSAGES.TOKEN_COUNT,
    CONVERSATION_MESSAGES.MODEL_USED,
    CONVERSATION_MESSAGES.RESPONSE_TIME_MS,
    CONVERSATION_MESSAGES.TOOL_CALLS,
    CONVERSATION_MESSAGES.TOOL_CALL_ID,
    CONVERSATION_MESSAGES.CREATED_AT
  };

  /** The columns of a message, from a function that has them under the same names. */
  private static ScopedStatement messages(Table<?> messages) {
    return ChatService.statement(
        () -> select(Stream.of(COLUMNS).map(messages::field).toList()).from(messages));
  }

  private static final ScopedStatement APPEND =
      messages(
          APPEND_MESSAGES.call(
              Sql.uuidArg(1),
              Sql.uuidArg(2),
              Sql.uuidsArg(3),
              Sql.textsArg(4),
              Sql.textsArg(5),
              Sql.intsArg(6),
              Sql.textsArg(7),
              Sql.intsArg(8),
              field("{0}::jsonb[]", JSONB[].class, Sql.textsArg(9)),
              Sql.textsArg(10)));

  private static final ScopedStatement LIST_NEWEST_FIRST =
      messages(
          CONVERSATION_MESSAGES_NEWEST_FIRST.call(
              Sql.uuidArg(1),
              Sql.uuidArg(2),
              Sql.intArg(3),
              Sql.longArg(4),
              Sql.instantArg(5),
              inline(0L)));

  private static final ScopedStatement LIST_OLDEST_FIRST =
      messages(
          CONVERSATION_MESSAGES_OLDEST_FIRST.call(
              Sql.uuidArg(1), Sql.uuidArg(2), Sql.intArg(3), Sql.longArg(4), Sql.instantArg(5)));

  private static final ScopedStatement CONTEXT =
      ChatService.statement(
          () ->
              select(
                      CONVERSATION_CONTEXT.IS_SUMMARY,
                      CONVERSATION_CONTEXT.SUMMARY_ID,
                      CONVERSATION_CONTEXT.SUMMARY_TEXT,
                      CONVERSATION_CONTEXT.SUMMARY_TYPE,
                      CONVERSATION_CONTEXT.UP_TO_SEQUENCE,
                      CONVERSATION_CONTEXT.SUMMARY_CREATED_AT,
                      CONVERSATION_CONTEXT.MESSAGE_ID,
                      CONVERSATION_CONTEXT.SEQUENCE,
                      CONVERSATION_CONTEXT.ROLE,
                      CONVERSATION_CONTEXT.CONTENT,
                      CONVERSATION_CONTEXT.TOKEN_COUNT,
                      CONVERSATION_CONTEXT.MODEL_USED,
                      CONVERSATION_CONTEXT.RESPONSE_TIME_MS,
                      CONVERSATION_CONTEXT.TOOL_CALLS,
                      CONVERSATION_CONTEXT.TOOL_CALL_ID,
                      CONVERSATION_CONTEXT.MESSAGE_CREATED_AT)
                  .from(CONVERSATION_CONTEXT.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.intArg(3))));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  MessageDao(Scope.Tenant scope, ScopedExecutor executor) {
    this.tenantId = scope.tenantId();
    this.executor = executor;
  }

  /**
   * Appends a message, once: appended again under the same identity, as by whoever got no answer,
   * it is answered as it was stored, and counted no second time.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_status} if the conversation is archived or deleted, and with {@code
   *     conversations_open_tool_calls} if a tool answers a call that was never made, or was
   *     answered
   */
  public Message append(UUID conversationId, NewMessage message) {
    return append(conversationId, List.of(message)).get(0);
  }

  /**
   * Appends messages in their order: all of them or none, and once, as a single one. An empty list
   * asks nothing. Who appends to the same conversation at the same time waits, and goes on from
   * there.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if some of them are there already and some are not
   * @throws ConstraintException as of {@link #append(UUID, NewMessage)}
   */
  public List<Message> append(UUID conversationId, List<NewMessage> messages) {
    if (messages.isEmpty()) {
      return List.of();
    }
    List<Message> appended =
        executor.list(
            APPEND,
            Message::read,
            tenantId,
            conversationId,
            column(messages, NewMessage::id, UUID[]::new),
            column(messages, message -> Sql.column(message.role()), String[]::new),
            column(messages, NewMessage::content, String[]::new),
            column(messages, NewMessage::tokenCount, Integer[]::new),
            column(messages, message -> message.modelUsed().orElse(null), String[]::new),
            column(messages, message -> boxed(message.responseTimeMs()), Integer[]::new),
            column(
                messages,
                message -> message.toolCalls().map(Json::text).orElse(null),
                String[]::new),
            column(messages, message -> message.toolCallId().orElse(null), String[]::new));
    if (appended.isEmpty()) {
      throw ConversationDao.notFound(conversationId);
    }
    return appended;
  }

  private static <T> T[] column(
      List<NewMessage> messages, Function<NewMessage, @Nullable T> value, IntFunction<T[]> array) {
    return messages.stream().map(value).toArray(array);
  }

  private static @Nullable Integer boxed(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }

  /** A message by its place in a conversation of the user's. */
  public Optional<Message> find(UUID conversationId, long sequence) {
    return executor
        .find(
            LIST_OLDEST_FIRST,
            Message::read,
            tenantId,
            conversationId,
            1,
            sequence - 1,
            Instant.MIN)
        .filter(message -> message.sequence() == sequence);
  }

  /**
   * A conversation's messages from the newest back; empty for a conversation that is not the
   * user's.
   */
  public Page<Message> listNewestFirst(UUID conversationId, PageRequest page) {
    return list(LIST_NEWEST_FIRST, conversationId, Sql.newestFirst(page), page);
  }

  /**
   * A conversation's messages from the first on; empty for a conversation that is not the user's.
   */
  public Page<Message> listOldestFirst(UUID conversationId, PageRequest page) {
    return list(LIST_OLDEST_FIRST, conversationId, Sql.oldestFirst(page), page);
  }

  private Page<Message> list(
      ScopedStatement statement, UUID conversationId, Cursor cursor, PageRequest page) {
    return Page.of(
        executor.list(
            statement,
            Message::read,
            tenantId,
            conversationId,
            Sql.limit(page),
            cursor.number(),
            cursor.time()),
        page,
        message -> new Cursor(message.createdAt(), message.sequence()));
  }

  /**
   * What a model is given of a conversation: its latest summary and the last messages since;
   * nothing of a conversation that is not the user's.
   *
   * @param lastMessages how many messages at most; at least 0
   * @throws ConstraintException if that is less than 0
   */
  public Context context(UUID conversationId, int lastMessages) {
    return Context.of(
        executor.list(CONTEXT, Context.Part::read, tenantId, conversationId, lastMessages));
  }
}
