package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.platform.jooq.Tables.SEARCH_CONVERSATIONS;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Field;

/**
 * The conversations of the user of this scope. Nobody sees another's, administrators included; in a
 * system scope these calls fail with {@link ScopeDeniedException}.
 */
public final class ConversationDao {

  private static final Field<?>[] COLUMNS = {
    CONVERSATIONS.ID,
    CONVERSATIONS.USER_ID,
    CONVERSATIONS.PROVIDER_ID,
    CONVERSATIONS.TITLE,
    CONVERSATIONS.METADATA,
    CONVERSATIONS.CREATED_AT,
    CONVERSATIONS.UPDATED_AT
  };

  private static final ScopedStatement OPEN =
      Platform.statement(
          () ->
              insertInto(
                      CONVERSATIONS,
                      CONVERSATIONS.USER_ID,
                      CONVERSATIONS.PROVIDER_ID,
                      CONVERSATIONS.TITLE,
                      CONVERSATIONS.METADATA)
                  .values(Sql.intArg(1), Sql.intArg(2), Sql.textArg(3), Sql.jsonArg(4))
                  .returningResult(COLUMNS));

  private static final ScopedStatement FIND =
      Platform.statement(
          () ->
              select(COLUMNS)
                  .from(CONVERSATIONS)
                  .where(CONVERSATIONS.USER_ID.eq(Sql.intArg(1)))
                  .and(CONVERSATIONS.ID.eq(Sql.longArg(2))));

  private static final ScopedStatement RENAME =
      Platform.statement(
          () ->
              update(CONVERSATIONS)
                  .set(CONVERSATIONS.TITLE, Sql.textArg(3))
                  .where(CONVERSATIONS.USER_ID.eq(Sql.intArg(1)))
                  .and(CONVERSATIONS.ID.eq(Sql.longArg(2)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement DELETE =
      Platform.statement(
          () ->
              deleteFrom(CONVERSATIONS)
                  .where(CONVERSATIONS.USER_ID.eq(Sql.intArg(1)))
                  .and(CONVERSATIONS.ID.eq(Sql.longArg(2))));

  private static final ScopedStatement LIST =
      Platform.statement(
          () ->
              select(COLUMNS)
                  .from(CONVERSATIONS)
                  .where(CONVERSATIONS.USER_ID.eq(Sql.intArg(1)))
                  .and(
                      row(CONVERSATIONS.CREATED_AT, CONVERSATIONS.ID)
                          .lt(row(Sql.instantArg(2), Sql.longArg(3))))
                  .orderBy(CONVERSATIONS.CREATED_AT.desc(), CONVERSATIONS.ID.desc())
                  .limit(Sql.intArg(4)));

  private static final ScopedStatement SEARCH =
      Platform.statement(
          () ->
              select(
                      SEARCH_CONVERSATIONS.ID,
                      SEARCH_CONVERSATIONS.USER_ID,
                      SEARCH_CONVERSATIONS.PROVIDER_ID,
                      SEARCH_CONVERSATIONS.TITLE,
                      SEARCH_CONVERSATIONS.METADATA,
                      SEARCH_CONVERSATIONS.CREATED_AT,
                      SEARCH_CONVERSATIONS.UPDATED_AT)
                  .from(
                      SEARCH_CONVERSATIONS.call(
                          Sql.textArg(1), Sql.intArg(2), Sql.instantArg(3), Sql.longArg(4))));

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
   *     ProviderDao#explainAccess} tells why
   * @throws ConstraintException if title or metadata are refused
   */
  public Conversation open(int providerId, String title, Json metadata) {
    Objects.requireNonNull(title, "title");
    return executor.one(OPEN, Conversation::read, user(), providerId, title, metadata);
  }

  public Optional<Conversation> find(long id) {
    return executor.find(FIND, Conversation::read, user(), id);
  }

  /**
   * @throws NotFoundException if the user has no such conversation
   */
  public Conversation get(long id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * @param title 1 to 200 characters
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException if the title is refused
   */
  public Conversation rename(long id, String title) {
    return executor
        .find(RENAME, Conversation::read, user(), id, title)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Deletes a conversation with its messages. The record of what it took stays.
   *
   * @throws NotFoundException if the user has no such conversation
   */
  public void delete(long id) {
    if (executor.execute(DELETE, user(), id) == 0) {
      throw notFound(id);
    }
  }

  /** The user's conversations, the one opened last first. */
  public Page<Conversation> list(PageRequest page) {
    Cursor cursor = Sql.newestFirst(page);
    return page(
        executor.list(
            LIST, Conversation::read, user(), cursor.time(), cursor.number(), Sql.limit(page)),
        page);
  }

  /**
   * The user's conversations whose titles have every word of a text, the one opened last first:
   * English words in any form, Chinese, Japanese and Korean from one character on.
   *
   * @param text what a person types; stop words and punctuation count for nothing, and a text of
   *     nothing else finds nothing
   */
  public Page<Conversation> search(String text, PageRequest page) {
    user();
    Cursor cursor = Sql.newestFirst(page);
    return page(
        executor.list(
            SEARCH, Conversation::read, text, Sql.limit(page), cursor.time(), cursor.number()),
        page);
  }

  private int user() {
    return Platform.user(scope, "A conversation");
  }

  private static Page<Conversation> page(List<Conversation> rows, PageRequest page) {
    return Page.of(rows, page, row -> new Cursor(row.createdAt(), row.id()));
  }

  private static NotFoundException notFound(long id) {
    return new NotFoundException("conversation", id);
  }
}
