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

  // A page of each status, and of these rows the page: so no row of another status is read and
  // discarded, whichever status has most. The statuses come by a subquery, as a plan made for their
  // number would look better than one for all, and be made for each call. The index has the hour of
  // the last activity, within which rows are sorted.
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

  ConversationDao(Scope.Tenant scope, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", scope.tenantId()).given("user_id", scope.userId());
  }

  /**
   * Opens a conversation. A temporary one is not there for anybody from its time on: no list,
   * search or context has it, and nothing is added to it.
   *
   * @throws ConflictException if the tenant has a conversation with this id
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_expires_at} if it would have expired already
   */
  public Conversation open(NewConversation conversation) {
    return executor.call("ConversationDao.open", OPEN).with(NEW, conversation).one();
  }

  /**
   * Imports what was said elsewhere, with the times at which it was said: opens the conversation
   * unless it is there, and appends the messages in their order. It is as old as its first message.
   * A branch is imported into a {@linkplain #fork fork} of the id: it is as old as the first
   * message of its own, and that may be as old as the last one that it shares.
   *
   * <p>Idempotent: a call that was interrupted is repeated, with all of its messages or with more.
   * A long conversation takes several calls, each with the messages that follow: some thousands a
   * call.
   *
   * @return the conversation; its count of messages tells how far the import is
   * @throws ConflictException if somebody else of the tenant has a conversation with this id, or if
   *     another message is stored under one of the ids
   * @throws ConstraintException as of {@link MessageDao#append(UUID, List)}; with the constraint
   *     {@code conversation_messages_created_at} if a message is older than what stands before it,
   *     or of the future
   */
  public Conversation importMessages(NewConversation conversation, List<ImportedMessage> messages) {
    return MessageDao.withMessages(
            executor.call("ConversationDao.importMessages", IMPORT).with(NEW, conversation),
            Elements.required("messages", messages).stream().map(ImportedMessage::message).toList())
        .withEach("created_at", messages, ImportedMessage::writtenAt)
        .one();
  }

  /**
   * Forks a conversation: opens another that shares its messages up to one, and goes on from there.
   * Messages are not copied; all that reads the fork shows one history, whatever becomes of the
   * other conversation. To edit what was said, or to have it answered anew, fork before it and
   * append.
   *
   * <p>It has the other's title, unless it is given one, and settings. Idempotent by the fork's id.
   *
   * <p>A fork of a temporary conversation is as temporary, unless that is changed.
   *
   * @return the new conversation
   * @throws NotFoundException if the user has no such conversation
   * @throws ConflictException if the tenant has another conversation with the fork's id
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_message_count} if there is no such message, {@code conversations_status} if
   *     the conversation is deleted, and {@code shared_segments_depth} if it consists of a hundred
   *     stretches already, each forked from the one before
   */
  public Conversation fork(UUID id, NewFork fork) {
    return executor
        .call("ConversationDao.fork", FORK)
        .with("conversation_id", id)
        .withRecord("fork", fork)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /** One of the user's conversations, whatever its status; not one that has expired. */
  public Optional<Conversation> find(UUID id) {
    return executor.read("ConversationDao.find", FIND).with("id", id).find();
  }

  /**
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation get(UUID id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** The user's active conversations, the one active last first. */
  public Page<Conversation> list(PageRequest page) {
    return list(Set.of(ConversationStatus.ACTIVE), page);
  }

  /**
   * The user's conversations of some statuses, the one active last first. A conversation that gets
   * a message meanwhile moves to the front, so a reader of later pages does not see it.
   */
  public Page<Conversation> list(Set<ConversationStatus> statuses, PageRequest page) {
    return executor
        .read("ConversationDao.list", LIST)
        .with("statuses", statuses)
        .newestFirst(page, ConversationDao::cursor);
  }

  /**
   * The user's conversations whose titles have every word of a text, those that are deleted aside,
   * the one active last first. English words match in any form, Chinese, Japanese and Korean text
   * from one character on.
   *
   * @param text what a person types; stop words and punctuation are ignored, and a text of nothing
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
   * Changes title, settings and the time at which it expires to those of the given conversation, as
   * it was read and then edited.
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
   * Chooses the messages that a memory of the host's gives to the model; it replaces what was
   * chosen before. Nothing happens to the messages, and the others can be chosen again.
   *
   * @param sequences the messages' places in the conversation, in the order in which the model is
   *     given them, 1,000 at most; those that do not exist choose nothing, and one that is there
   *     twice counts where it is first
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
   * Archives a conversation, also a deleted one: nothing can be appended to it any more.
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
