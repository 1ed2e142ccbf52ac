package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATION_MESSAGES_NEWEST_FIRST;
import static io.lyss.dao.platform.jooq.Tables.CONVERSATION_MESSAGES_OLDEST_FIRST;
import static io.lyss.dao.platform.jooq.Tables.MESSAGES;
import static io.lyss.dao.platform.jooq.Tables.SEARCH_MESSAGES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Argument;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * The messages of the user of this scope. They are written once and go with their conversation. In
 * a system scope these calls fail with {@link ScopeDeniedException}.
 */
public final class MessageDao {

  private static final String CONVERSATION_KEY = "messages_conversation_id_user_id_fk";

  private static final Field<?>[] COLUMNS = {
    MESSAGES.ID,
    MESSAGES.CONVERSATION_ID,
    MESSAGES.ROLE,
    MESSAGES.CONTENT,
    MESSAGES.METADATA,
    MESSAGES.CREATED_AT
  };

  // All at one instant; their ids keep them in order.
  private static final ScopedStatement APPEND =
      Platform.statement(
          () ->
              insertInto(
                      MESSAGES,
                      MESSAGES.CONVERSATION_ID,
                      MESSAGES.USER_ID,
                      MESSAGES.ROLE,
                      MESSAGES.CONTENT,
                      MESSAGES.METADATA)
                  .select(
                      select(
                              Sql.longArg(1),
                              Sql.intArg(2),
                              field("new.role", String.class),
                              field("new.content", String.class),
                              field("new.metadata::jsonb", JSONB.class))
                          .from(
                              table(
                                  "unnest({0}, {1}, {2}) with ordinality"
                                      + " as new (role, content, metadata, place)",
                                  Argument.arg(3, SQLDataType.CLOB.array()),
                                  Argument.arg(4, SQLDataType.CLOB.array()),
                                  Argument.arg(5, SQLDataType.CLOB.array())))
                          .orderBy(field("new.place")))
                  .returningResult(COLUMNS));

  private static final ScopedStatement LIST_NEWEST_FIRST =
      page(
          CONVERSATION_MESSAGES_NEWEST_FIRST.call(
              Sql.longArg(1), Sql.intArg(2), Sql.instantArg(3), Sql.longArg(4)));

  private static final ScopedStatement LIST_OLDEST_FIRST =
      page(
          CONVERSATION_MESSAGES_OLDEST_FIRST.call(
              Sql.longArg(1), Sql.intArg(2), Sql.instantArg(3), Sql.longArg(4)));

  private static final ScopedStatement SEARCH =
      page(SEARCH_MESSAGES.call(Sql.textArg(1), Sql.intArg(2), Sql.instantArg(3), Sql.longArg(4)));

  /** The columns of a message, from a function that has them under the same names. */
  private static ScopedStatement page(Table<?> messages) {
    return Platform.statement(
        () -> select(Stream.of(COLUMNS).map(messages::field).toList()).from(messages));
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
    return append(conversationId, List.of(message)).get(0);
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
      return executor.list(
          APPEND,
          Message::read,
          conversationId,
          user(),
          messages.stream().map(message -> Sql.column(message.role())).toArray(String[]::new),
          messages.stream().map(NewMessage::content).toArray(String[]::new),
          messages.stream().map(message -> message.metadata().text()).toArray(String[]::new));
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
    return list(LIST_NEWEST_FIRST, conversationId, Sql.newestFirst(page), page);
  }

  /**
   * A conversation's messages from the first on; empty for a conversation that is not the user's.
   */
  public Page<Message> listOldestFirst(long conversationId, PageRequest page) {
    return list(LIST_OLDEST_FIRST, conversationId, Sql.oldestFirst(page), page);
  }

  /**
   * The user's messages that have every word of a text, in all conversations, from the newest back:
   * English words in any form, Chinese, Japanese and Korean from one character on.
   *
   * @param text what a person types; stop words and punctuation count for nothing, and a text of
   *     nothing else finds nothing
   */
  public Page<Message> search(String text, PageRequest page) {
    return list(SEARCH, text, Sql.newestFirst(page), page);
  }

  private Page<Message> list(
      ScopedStatement statement, Object of, Cursor cursor, PageRequest page) {
    user();
    return Page.of(
        executor.list(
            statement, Message::read, of, Sql.limit(page), cursor.time(), cursor.number()),
        page,
        message -> new Cursor(message.createdAt(), message.id()));
  }

  private int user() {
    return Platform.user(scope, "A message");
  }
}
