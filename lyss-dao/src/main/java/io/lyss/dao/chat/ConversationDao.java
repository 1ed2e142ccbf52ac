package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.chat.jooq.Tables.FORK_CONVERSATION;
import static io.lyss.dao.chat.jooq.Tables.IMPORT_MESSAGES;
import static io.lyss.dao.chat.jooq.Tables.OPEN_CONVERSATION;
import static io.lyss.dao.chat.jooq.Tables.SEARCH_CONVERSATIONS;
import static io.lyss.dao.chat.jooq.Tables.SET_CONVERSATION_STATUS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.unnest;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.Elements;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The current user's conversations. Nobody sees those of another user, not even administrators.
 * Deleting and restoring a conversation publishes {@code conversation.deleted} and {@code
 * conversation.restored} with the key {@code conversation:<id>}.
 */
public final class ConversationDao {

  private static final RowType<Conversation> ROW = RowType.of(Conversation.class, CONVERSATIONS);

  private static final RowType<NewConversation> NEW =
      RowType.of(NewConversation.class, CONVERSATIONS);

  private static final RowType<ModelSettings> SETTINGS =
      RowType.of(ModelSettings.class, CONVERSATIONS);

  private static final Condition OWN =
      Sql.is(CONVERSATIONS.TENANT_ID).and(Sql.is(CONVERSATIONS.USER_ID));

  private static final Condition THIS = OWN.and(Sql.is(CONVERSATIONS.ID));

  private static final ScopedStatement<Conversation> OPEN =
      ChatService.statement(ROW, () -> FunctionCall.of(OPEN_CONVERSATION).rows(ROW));

  private static final ScopedStatement<Conversation> IMPORT =
      ChatService.statement(ROW, () -> FunctionCall.of(IMPORT_MESSAGES).rows(ROW));

  private static final ScopedStatement<Conversation> FORK =
      ChatService.statement(ROW, () -> FunctionCall.of(FORK_CONVERSATION).rows(ROW));

  private static final ScopedStatement<Conversation> FIND =
      ChatService.statement(ROW, () -> select(ROW.columns()).from(CONVERSATIONS).where(THIS));

  private static final RowType<UUID> ID = RowType.of(UUID.class, CONVERSATIONS.ID);

  private static final ScopedStatement<UUID> RECALL =
      ChatService.statement(
          ID,
          () ->
              DSL.update(CONVERSATIONS)
                  .set(Sql.args(CONVERSATIONS.RECALLED))
                  .where(THIS)
                  .returningResult(ID.columns()));

  // It reads a page of each status, and takes the page from these rows. So no row of another status
  // is read and discarded, whichever status has the most rows. The statuses come from a subquery:
  // for an array, PostgreSQL would prefer a plan for its length, and plan each call. The index has
  // the hour of the last activity; rows are sorted within it.
  private static final ScopedStatement<Conversation> LIST =
      ChatService.statement(
          ROW,
          () -> {
            Table<?> wanted =
                unnest(field(select(Sql.arg("statuses", SQLDataType.CLOB.array()))))
                    .as("wanted", "status");
            Table<?> found =
                lateral(
                        select(ROW.columns())
                            .from(CONVERSATIONS)
                            .where(OWN)
                            .and(CONVERSATIONS.STATUS.eq(wanted.field("status", String.class)))
                            .and(CONVERSATIONS.ACTIVE_HOUR.le(Sql.afterTime()))
                            .and(
                                row(CONVERSATIONS.LAST_ACTIVE_AT, CONVERSATIONS.ID)
                                    .lt(row(Sql.afterTime(), Sql.afterId())))
                            .orderBy(
                                CONVERSATIONS.ACTIVE_HOUR.desc(),
                                CONVERSATIONS.LAST_ACTIVE_AT.desc(),
                                CONVERSATIONS.ID.desc())
                            .limit(Sql.limit()))
                    .as("found");
            return select(ROW.columns(found))
                .from(wanted)
                .crossJoin(found)
                .orderBy(
                    found.field(CONVERSATIONS.LAST_ACTIVE_AT).desc(),
                    found.field(CONVERSATIONS.ID).desc())
                .limit(Sql.limit());
          });

  private static final ScopedStatement<Conversation> SEARCH =
      ChatService.statement(
          ROW,
          () ->
              FunctionCall.of(SEARCH_CONVERSATIONS)
                  .passing("before_last_active_at", Sql.afterTime())
                  .passing("before_id", Sql.afterId())
                  .rows(ROW));

  private static final ScopedStatement<Conversation> UPDATE =
      ChatService.statement(
          ROW,
          () ->
              DSL.update(CONVERSATIONS)
                  .set(Sql.args(CONVERSATIONS.TITLE, CONVERSATIONS.EXPIRES_AT))
                  .set(SETTINGS.arguments())
                  .where(THIS)
                  .and(CONVERSATIONS.STATUS.ne(inline(Sql.column(ConversationStatus.DELETED))))
                  .and(Sql.is(CONVERSATIONS.UPDATED_AT))
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Conversation> SET_STATUS =
      ChatService.statement(ROW, () -> FunctionCall.of(SET_CONVERSATION_STATUS).rows(ROW));

  private final ScopedExecutor executor;

  ConversationDao(Scope.TenantUser scope, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", scope.tenantId()).given("user_id", scope.userId());
  }

  /**
   * Opens a conversation. A temporary one exists for nobody after its time: no list, search or
   * context contains it, and nothing can be added to it.
   *
   * @throws ConflictException if the tenant has a conversation with this id
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_expires_at} if it would have expired already
   */
  public Conversation open(NewConversation conversation) {
    return executor.call("ConversationDao.open", OPEN).with(NEW, conversation).one();
  }

  /**
   * Imports what was said elsewhere, with the times at which it was said. It opens the conversation
   * unless it exists, and appends the messages in their order. It is as old as its first message. A
   * branch is imported into a {@linkplain #fork fork} with the id. The fork is as old as the first
   * message of its own, which may be as old as the last one that it shares.
   *
   * <p>Idempotent: repeat a call that was interrupted, with the same messages or with more after
   * them. Import a long conversation by several calls of some thousand messages, each with the
   * messages that follow.
   *
   * @return the conversation; its count of messages shows how far the import has come
   * @throws ConflictException if somebody else of the tenant has a conversation with this id, or if
   *     another message is stored under one of the ids
   * @throws ConstraintException as of {@link MessageDao#append(UUID, List)}; with the constraint
   *     {@code conversation_messages_created_at} if a message is older than the one before it, or
   *     is of the future
   */
  public Conversation importMessages(NewConversation conversation, List<ImportedMessage> messages) {
    return MessageDao.withMessages(
            executor.call("ConversationDao.importMessages", IMPORT).with(NEW, conversation),
            Elements.required("messages", messages).stream().map(ImportedMessage::message).toList())
        .withEach("created_at", messages, ImportedMessage::writtenAt)
        .one();
  }

  /**
   * Forks a conversation: opens another one that shares its messages up to a given one and
   * continues from there. Messages are not copied. Each read of the fork shows the whole history,
   * even after the other conversation is deleted. To edit a message, or to have it answered again,
   * fork before it and append.
   *
   * <p>The fork has the settings of the other conversation, and its title unless another is given.
   * Idempotent by the fork's id.
   *
   * <p>A fork of a temporary conversation expires at the same time, unless that is changed.
   *
   * @return the new conversation
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if the tenant has another conversation with the fork's id
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_message_count} if there is no such message, {@code conversations_status} if
   *     the conversation is deleted, and {@code shared_segments_depth} if it already consists of a
   *     hundred parts, each forked from the one before
   */
  public Conversation fork(UUID id, NewFork fork) {
    return executor
        .call("ConversationDao.fork", FORK)
        .with("conversation_id", id)
        .withRecord("fork", fork)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /** One of the user's conversations, with any status; empty if it has expired. */
  public Optional<Conversation> find(UUID id) {
    return executor.read("ConversationDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The user's active conversations, ordered by their last activity, the latest first. */
  public Page<Conversation> list(PageRequest page) {
    return list(Set.of(ConversationStatus.ACTIVE), page);
  }

  /**
   * The user's conversations with the given statuses, ordered by their last activity, the latest
   * first. A conversation that gets a message meanwhile moves to the front, so a reader of later
   * pages does not see it.
   */
  public Page<Conversation> list(Set<ConversationStatus> statuses, PageRequest page) {
    return executor
        .read("ConversationDao.list", LIST)
        .with("statuses", statuses)
        .newestFirst(page, ConversationDao::cursor);
  }

  /**
   * The user's conversations whose titles contain each word of a text, without deleted ones,
   * ordered by their last activity, the latest first. English words match in any form, Chinese,
   * Japanese and Korean text from one character on.
   *
   * @param text what a person types; stop words and punctuation are ignored; a text with nothing
   *     else finds nothing
   */
  public Page<Conversation> search(String text, PageRequest page) {
    return executor
        .read("ConversationDao.search", SEARCH)
        .withSearch("text", text)
        .newestFirst(page, ConversationDao::cursor);
  }

  private static Cursor cursor(Conversation conversation) {
    return new Cursor(conversation.lastActiveAt(), conversation.id());
  }

  /**
   * Changes the title, settings and expiry of a conversation. The given conversation is the stored
   * one as it was read, with the edits.
   *
   * @return the conversation as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if the user has no such conversation, or has deleted it
   * @throws ConstraintException if a value is refused
   */
  public Conversation update(Conversation edited) {
    return Edited.orRefuse(
        executor
            .call("ConversationDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("title", edited.title())
            .with("expires_at", edited.expiresAt())
            .with(SETTINGS, edited.settings())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()).filter(now -> now.status() != ConversationStatus.DELETED),
        Conversation::updatedAt,
        "conversation",
        edited.id());
  }

  /**
   * Selects the messages that a memory of the host gives to the model, and replaces the earlier
   * selection. The messages themselves do not change, and each can be selected again.
   *
   * @param sequences the messages' places in the conversation, in the order in which the model gets
   *     them, 1,000 at most. A place without a message is ignored; of a place that is named twice,
   *     the first counts
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException if there are too many
   */
  public void recall(UUID id, Collection<Long> sequences) {
    executor
        .call("ConversationDao.recall", RECALL)
        .with("id", id)
        .with("recalled", sequences)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Archives a conversation, even a deleted one: nothing can be appended to it any more.
   *
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation archive(UUID id) {
    return setStatus("ConversationDao.archive", id, ConversationStatus.ARCHIVED);
  }

  /**
   * Deletes a conversation: it can be restored until it is purged.
   *
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation delete(UUID id) {
    return setStatus("ConversationDao.delete", id, ConversationStatus.DELETED);
  }

  /**
   * Makes an archived or deleted conversation active again.
   *
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation restore(UUID id) {
    return setStatus("ConversationDao.restore", id, ConversationStatus.ACTIVE);
  }

  private Conversation setStatus(String call, UUID id, ConversationStatus status) {
    return executor
        .call(call, SET_STATUS)
        .with("id", id)
        .with("status", status)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  static NotFoundException notFound(UUID id) {
    return new NotFoundException("conversation", id);
  }
}
