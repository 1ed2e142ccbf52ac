package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.platform.jooq.Tables.IMPORT_MESSAGES;
import static io.lyss.dao.platform.jooq.Tables.SEARCH_CONVERSATIONS;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Edited;
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
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The conversations of the user of this scope. Nobody sees those of another, not even an
 * administrator; in a system scope these calls fail with {@link ScopeDeniedException}.
 */
public final class ConversationDao {

  private static final RowType<Conversation> ROW = RowType.of(Conversation.class, CONVERSATIONS);

  private static final Condition OWN = Sql.is(CONVERSATIONS.USER_ID);

  private static final Condition THIS = OWN.and(Sql.is(CONVERSATIONS.ID));

  private static final ScopedStatement<Conversation> OPEN =
      Platform.statement(
          ROW,
          () ->
              insertInto(CONVERSATIONS)
                  .set(
                      Sql.args(
                          CONVERSATIONS.USER_ID,
                          CONVERSATIONS.PROVIDER_ID,
                          CONVERSATIONS.TITLE,
                          CONVERSATIONS.METADATA))
                  .returningResult(ROW.columns()));

  private static final RowType<NewConversation> NEW =
      RowType.of(NewConversation.class, CONVERSATIONS);

  private static final ScopedStatement<Conversation> OPEN_NEW =
      Platform.statement(
          ROW,
          () ->
              insertInto(CONVERSATIONS)
                  .set(Sql.args(CONVERSATIONS.USER_ID))
                  .set(NEW.arguments())
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Conversation> IMPORT =
      Platform.statement(ROW, () -> FunctionCall.of(IMPORT_MESSAGES).rows(ROW));

  private static final ScopedStatement<Conversation> FIND =
      Platform.statement(ROW, () -> select(ROW.columns()).from(CONVERSATIONS).where(THIS));

  private static final ScopedStatement<Conversation> UPDATE =
      Platform.statement(
          ROW,
          () ->
              DSL.update(CONVERSATIONS)
                  .set(
                      Sql.args(
                          CONVERSATIONS.TITLE, CONVERSATIONS.METADATA, CONVERSATIONS.EXPIRES_AT))
                  .where(THIS)
                  .and(Sql.is(CONVERSATIONS.UPDATED_AT))
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Integer> DELETE =
      Platform.statement(RowType.value(Integer.class), () -> deleteFrom(CONVERSATIONS).where(THIS));

  private static final ScopedStatement<Conversation> LIST =
      by(CONVERSATIONS.CREATED_AT, CONVERSATIONS.CREATED_AT);

  private static final ScopedStatement<Conversation> LIST_BY_ACTIVITY =
      by(CONVERSATIONS.ACTIVE_HOUR, CONVERSATIONS.LAST_ACTIVE_AT);

  // the index is on the hour, which is no later than the time itself; the rows of one hour are
  // sorted
  private static ScopedStatement<Conversation> by(Field<Instant> indexed, Field<Instant> time) {
    return Platform.statement(
        ROW,
        () ->
            select(ROW.columns())
                .from(CONVERSATIONS)
                .where(OWN)
                .and(indexed.le(Sql.afterTime()))
                .and(
                    row(time, CONVERSATIONS.ID)
                        .lt(row(Sql.afterTime(), Sql.afterNumber(SQLDataType.BIGINT))))
                .orderBy(indexed.desc(), time.desc(), CONVERSATIONS.ID.desc())
                .limit(Sql.limit()));
  }

  private static final ScopedStatement<Conversation> SEARCH =
      Platform.statement(
          ROW,
          () ->
              FunctionCall.of(SEARCH_CONVERSATIONS)
                  .passing("before_created_at", Sql.afterTime())
                  .passing("before_id", Sql.afterNumber(SQLDataType.BIGINT))
                  .rows(ROW));

  private final Scope scope;
  private final ScopedExecutor executor;

  ConversationDao(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /** {@link #open(int, String, Json)} without metadata. */
  public Conversation open(int providerId, String title) {
    return open(providerId, title, Json.EMPTY);
  }

  /**
   * Opens a conversation with a provider that the user may use now.
   *
   * @param title 1 to 200 characters
   * @param metadata a JSON object
   * @throws ScopeDeniedException if the user may not use the provider; {@link
   *     ProviderDao#explainAccess} says why
   * @throws ConstraintException if title or metadata are refused
   */
  public Conversation open(int providerId, String title, Json metadata) {
    Objects.requireNonNull(title, "title");
    return own()
        .call("ConversationDao.open", OPEN)
        .with("provider_id", providerId)
        .with("title", title)
        .with("metadata", metadata)
        .one();
  }

  /**
   * Opens a conversation with a provider that the user may use now. Once a temporary conversation
   * has expired, no list, search or page shows it, and nothing can be appended to it.
   *
   * @throws ConflictException if the user has a conversation under its key
   * @throws ScopeDeniedException if the user may not use the provider
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_expires_at} if it would have expired already
   */
  public Conversation open(NewConversation conversation) {
    return own().call("ConversationDao.open", OPEN_NEW).with(NEW, conversation).one();
  }

  /**
   * Imports messages from elsewhere with their own times: opens the conversation, unless the user
   * has one under its key, and appends the messages in their order. The conversation is as old as
   * its first message.
   *
   * <p>Idempotent: repeat an interrupted call with the same messages, or with more. A long
   * conversation takes several calls, each with the messages that follow: some thousands a call.
   *
   * @return the conversation; its count of messages shows how far the import is
   * @throws ScopeDeniedException if there is no such conversation yet, and the user may not use the
   *     provider
   * @throws ConflictException if another message is stored under one of the keys
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     messages_created_at} if a message is older than the one before it, or is of the future
   */
  public Conversation importMessages(NewConversation conversation, List<ImportedMessage> messages) {
    List<NewMessage> each =
        Elements.required("messages", messages).stream().map(ImportedMessage::message).toList();
    return own()
        .call("ConversationDao.importMessages", IMPORT)
        .with(NEW, conversation)
        .withEach("idempotency_keys", each, NewMessage::idempotencyKey)
        .withEach("roles", each, NewMessage::role)
        .withEach("contents", each, NewMessage::content)
        .withEach("each_metadata", each, NewMessage::metadata)
        .withEach("created_at", messages, ImportedMessage::writtenAt)
        .one();
  }

  /** The row, if there is one and this scope sees it; not one that has expired. */
  public Optional<Conversation> find(long id) {
    return own().read("ConversationDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation get(long id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * Changes title, metadata and the time at which it expires to those of the given conversation, as
   * it was read and then edited.
   *
   * @return the conversation as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_expires_at} if it would have expired already
   */
  public Conversation update(Conversation edited) {
    return Edited.orRefuse(
        own()
            .call("ConversationDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("title", edited.title())
            .with("metadata", edited.metadata())
            .with("expires_at", edited.expiresAt())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Conversation::updatedAt,
        "conversation",
        edited.id());
  }

  /**
   * Deletes a conversation with its messages. Its usage stays recorded.
   *
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException with {@code legal_hold} if the user is under legal hold
   */
  public void delete(long id) {
    if (own().call("ConversationDao.delete", DELETE).with("id", id).execute() == 0) {
      throw notFound(id);
    }
  }

  /** The user's conversations, newest first. */
  public Page<Conversation> list(PageRequest page) {
    return own().read("ConversationDao.list", LIST).newestFirst(page, ConversationDao::cursor);
  }

  /**
   * The user's conversations, the most recently active first. A conversation that gets a message
   * meanwhile moves to the front, and a reader of later pages misses it.
   */
  public Page<Conversation> listByActivity(PageRequest page) {
    return own()
        .read("ConversationDao.listByActivity", LIST_BY_ACTIVITY)
        .newestFirst(
            page, conversation -> new Cursor(conversation.lastActiveAt(), conversation.id()));
  }

  /**
   * The user's conversations whose titles contain each word of a text, newest first. English words
   * match in any form, Chinese, Japanese and Korean text from one character on.
   *
   * @param text what a person types; stop words and punctuation are ignored; a text with nothing
   *     else finds nothing
   */
  public Page<Conversation> search(String text, PageRequest page) {
    return own()
        .read("ConversationDao.search", SEARCH)
        .withSearch("text", text)
        .newestFirst(page, ConversationDao::cursor);
  }

  /** Runs statements on the user's own conversations. */
  private ScopedExecutor own() {
    return executor.given("user_id", Platform.user(scope, "A conversation"));
  }

  private static Cursor cursor(Conversation conversation) {
    return new Cursor(conversation.createdAt(), conversation.id());
  }

  static NotFoundException notFound(long id) {
    return new NotFoundException("conversation", id);
  }
}
