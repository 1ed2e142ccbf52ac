package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.chat.jooq.Tables.SET_CONVERSATION_STATUS;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.unnest;
import static org.jooq.impl.DSL.update;

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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * The conversations of the user of this scope. Nobody sees another's, administrators included. That
 * one is deleted or restored is published as {@code conversation.deleted} and {@code
 * conversation.restored} with the key {@code conversation:<id>}.
 */
public final class ConversationDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(CONVERSATIONS.ID),
      table.field(CONVERSATIONS.USER_ID),
      table.field(CONVERSATIONS.TITLE),
      table.field(CONVERSATIONS.MODEL_NAME),
      table.field(CONVERSATIONS.PROVIDER_CHANNEL_ID),
      table.field(CONVERSATIONS.SYSTEM_PROMPT),
      table.field(CONVERSATIONS.TEMPERATURE),
      table.field(CONVERSATIONS.MAX_TOKENS),
      table.field(CONVERSATIONS.STATUS),
      table.field(CONVERSATIONS.MESSAGE_COUNT),
      table.field(CONVERSATIONS.TOKEN_USAGE),
      table.field(CONVERSATIONS.OPEN_TOOL_CALLS),
      table.field(CONVERSATIONS.LAST_ACTIVE_AT),
      table.field(CONVERSATIONS.DELETED_AT),
      table.field(CONVERSATIONS.CREATED_AT),
      table.field(CONVERSATIONS.UPDATED_AT)
    };
  }

  private static Condition own() {
    return CONVERSATIONS.TENANT_ID.eq(Sql.uuidArg(1)).and(CONVERSATIONS.USER_ID.eq(Sql.uuidArg(2)));
  }

  /** One that can be changed. */
  private static Condition present() {
    return own()
        .and(CONVERSATIONS.ID.eq(Sql.uuidArg(3)))
        .and(CONVERSATIONS.STATUS.ne(inline(Sql.column(ConversationStatus.DELETED))));
  }

  private static final ScopedStatement OPEN =
      ChatService.statement(
          () ->
              insertInto(
                      CONVERSATIONS,
                      CONVERSATIONS.TENANT_ID,
                      CONVERSATIONS.USER_ID,
                      CONVERSATIONS.ID,
                      CONVERSATIONS.TITLE,
                      CONVERSATIONS.MODEL_NAME,
                      CONVERSATIONS.PROVIDER_CHANNEL_ID,
                      CONVERSATIONS.SYSTEM_PROMPT,
                      CONVERSATIONS.TEMPERATURE,
                      CONVERSATIONS.MAX_TOKENS)
                  .values(
                      Sql.uuidArg(1),
                      Sql.uuidArg(2),
                      Sql.uuidArg(3),
                      Sql.textArg(4),
                      Sql.textArg(5),
                      Sql.uuidArg(6),
                      Sql.textArg(7),
                      Sql.doubleArg(8),
                      Sql.intArg(9))
                  .returningResult(columns(CONVERSATIONS)));

  private static final ScopedStatement FIND =
      ChatService.statement(
          () ->
              select(columns(CONVERSATIONS))
                  .from(CONVERSATIONS)
                  .where(own())
                  .and(CONVERSATIONS.ID.eq(Sql.uuidArg(3))));

  // A page of each status, and of these the page: so that none is read past, whatever there is more
  // of.
  private static final ScopedStatement LIST =
      ChatService.statement(
          () -> {
            Table<?> wanted = unnest(Sql.textsArg(3)).as("wanted", "status");
            Table<?> found =
                lateral(
                        select(columns(CONVERSATIONS))
                            .from(CONVERSATIONS)
                            .where(own())
                            .and(CONVERSATIONS.STATUS.eq(wanted.field("status", String.class)))
                            .and(
                                row(CONVERSATIONS.LAST_ACTIVE_AT, CONVERSATIONS.ID)
                                    .lt(row(Sql.instantArg(4), Sql.uuidArg(5))))
                            .orderBy(CONVERSATIONS.LAST_ACTIVE_AT.desc(), CONVERSATIONS.ID.desc())
                            .limit(Sql.intArg(6)))
                    .as("found");
            Field<?>[] columns =
                Stream.of(columns(CONVERSATIONS)).map(found::field).toArray(Field<?>[]::new);
            return select(columns)
                .from(wanted)
                .crossJoin(found)
                .orderBy(
                    found.field(CONVERSATIONS.LAST_ACTIVE_AT).desc(),
                    found.field(CONVERSATIONS.ID).desc())
                .limit(Sql.intArg(6));
          });

  private static final ScopedStatement RENAME =
      ChatService.statement(
          () ->
              update(CONVERSATIONS)
                  .set(CONVERSATIONS.TITLE, Sql.textArg(4))
                  .where(present())
                  .returningResult(columns(CONVERSATIONS)));

  private static final ScopedStatement SET_SETTINGS =
      ChatService.statement(
          () ->
              update(CONVERSATIONS)
                  .set(CONVERSATIONS.MODEL_NAME, Sql.textArg(4))
                  .set(CONVERSATIONS.PROVIDER_CHANNEL_ID, Sql.uuidArg(5))
                  .set(CONVERSATIONS.SYSTEM_PROMPT, Sql.textArg(6))
                  .set(CONVERSATIONS.TEMPERATURE, Sql.doubleArg(7))
                  .set(CONVERSATIONS.MAX_TOKENS, Sql.intArg(8))
                  .where(present())
                  .returningResult(columns(CONVERSATIONS)));

  private static final ScopedStatement SET_STATUS =
      ChatService.statement(
          () -> {
            Table<?> changed =
                SET_CONVERSATION_STATUS.call(Sql.uuidArg(1), Sql.uuidArg(2), Sql.textArg(3));
            return select(columns(changed)).from(changed);
          });

  private final Scope.Tenant scope;
  private final ScopedExecutor executor;

  ConversationDao(Scope.Tenant scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Opens a conversation.
   *
   * @throws ConflictException if the tenant has one of that id
   * @throws ConstraintException if a value is refused
   */
  public Conversation open(NewConversation conversation) {
    ModelSettings settings = conversation.settings();
    return executor.one(
        OPEN,
        Conversation::read,
        scope.tenantId(),
        scope.userId(),
        conversation.id(),
        conversation.title(),
        settings.modelName().orElse(null),
        settings.providerChannelId().orElse(null),
        settings.systemPrompt().orElse(null),
        settings.temperature(),
        settings.maxTokens());
  }

  /** One of the user's conversations, whatever its status. */
  public Optional<Conversation> find(UUID id) {
    return executor.find(FIND, Conversation::read, scope.tenantId(), scope.userId(), id);
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
   * The user's conversations of some statuses, the one active last first. One in which somebody
   * writes meanwhile comes to the front, where a reader of later pages no longer meets it.
   */
  public Page<Conversation> list(Set<ConversationStatus> statuses, PageRequest page) {
    Cursor cursor = Sql.newestFirst(page);
    return Page.of(
        executor.list(
            LIST,
            Conversation::read,
            scope.tenantId(),
            scope.userId(),
            statuses.stream().map(Sql::column).toArray(String[]::new),
            cursor.time(),
            cursor.id(),
            Sql.limit(page)),
        page,
        conversation -> new Cursor(conversation.lastActiveAt(), conversation.id()));
  }

  /**
   * @param title 1 to 200 characters, not blank
   * @throws NotFoundException if the user has no such conversation, or has deleted it
   * @throws ConstraintException if the title is refused
   */
  public Conversation rename(UUID id, String title) {
    return executor
        .find(RENAME, Conversation::read, scope.tenantId(), scope.userId(), id, title)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Replaces how the model is asked.
   *
   * @throws NotFoundException if the user has no such conversation, or has deleted it
   * @throws ConstraintException if a value is refused
   */
  public Conversation setSettings(UUID id, ModelSettings settings) {
    return executor
        .find(
            SET_SETTINGS,
            Conversation::read,
            scope.tenantId(),
            scope.userId(),
            id,
            settings.modelName().orElse(null),
            settings.providerChannelId().orElse(null),
            settings.systemPrompt().orElse(null),
            settings.temperature(),
            settings.maxTokens())
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Puts a conversation aside, also one that was deleted: nothing is appended to it.
   *
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation archive(UUID id) {
    return setStatus(id, ConversationStatus.ARCHIVED);
  }

  /**
   * Deletes a conversation: it can be restored until it is purged.
   *
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation delete(UUID id) {
    return setStatus(id, ConversationStatus.DELETED);
  }

  /**
   * Makes a conversation active that was archived or deleted.
   *
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation restore(UUID id) {
    return setStatus(id, ConversationStatus.ACTIVE);
  }

  private Conversation setStatus(UUID id, ConversationStatus status) {
    return executor
        .find(SET_STATUS, Conversation::read, scope.tenantId(), id, Sql.column(status))
        .orElseThrow(() -> notFound(id));
  }

  static NotFoundException notFound(UUID id) {
    return new NotFoundException("conversation", id);
  }
}
