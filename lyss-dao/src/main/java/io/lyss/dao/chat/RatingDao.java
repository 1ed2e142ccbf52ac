package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.MESSAGE_RATINGS;
import static io.lyss.dao.chat.jooq.Tables.RATE_MESSAGE;
import static io.lyss.dao.chat.jooq.Tables.RATINGS_OF;
import static io.lyss.dao.chat.jooq.Tables.RATING_OF;
import static io.lyss.dao.chat.jooq.Tables.REMOVE_RATING;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.SQLDataType;

/**
 * What the current user thinks of the messages of their conversations. A message has one rating; a
 * new one replaces it. Those who run the platform can read ratings, too.
 */
public final class RatingDao {

  private static final RowType<Rating> ROW = RowType.of(Rating.class, MESSAGE_RATINGS);

  private static final ScopedStatement<Rating> RATE =
      ChatService.statement(ROW, () -> FunctionCall.of(RATE_MESSAGE).rows(ROW));

  private static final ScopedStatement<Rating> FIND =
      ChatService.statement(ROW, () -> FunctionCall.of(RATING_OF).rows(ROW));

  private static final ScopedStatement<Rating> LIST =
      ChatService.statement(
          ROW,
          () ->
              FunctionCall.of(RATINGS_OF)
                  .passing("after_sequence", Sql.afterNumber(SQLDataType.BIGINT))
                  .rows(ROW));

  private static final ScopedStatement<Rating> REMOVE =
      ChatService.statement(ROW, () -> FunctionCall.of(REMOVE_RATING).rows(ROW));

  private final ScopedExecutor executor;

  RatingDao(Scope.TenantUser scope, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", scope.tenantId()).given("user_id", scope.userId());
  }

  /**
   * Rates a message, or changes its rating.
   *
   * @param sequence the message's place in the conversation
   * @throws NotFoundException if the user has no such conversation
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     conversations_message_count} if there is no such message, and with {@code
   *     conversations_status} if the conversation is deleted
   */
  public Rating rate(UUID conversationId, long sequence, NewRating rating) {
    return executor
        .call("RatingDao.rate", RATE)
        .with("conversation_id", conversationId)
        .with("sequence", sequence)
        .withRecord("rating", rating)
        .find()
        .orElseThrow(() -> ConversationDao.notFound(conversationId));
  }

  /** The rating of a message. */
  public Optional<Rating> find(UUID conversationId, long sequence) {
    return executor
        .read("RatingDao.find", FIND)
        .with("conversation_id", conversationId)
        .with("sequence", sequence)
        .find();
  }

  /** The ratings of a conversation, in the order of its messages. */
  public Page<Rating> list(UUID conversationId, PageRequest page) {
    return executor
        .read("RatingDao.list", LIST)
        .with("conversation_id", conversationId)
        .oldestFirst(page, rating -> new Cursor(rating.createdAt(), rating.sequence()));
  }

  /**
   * Takes a rating back.
   *
   * @return whether there was one
   */
  public boolean remove(UUID conversationId, long sequence) {
    return executor
        .call("RatingDao.remove", REMOVE)
        .with("conversation_id", conversationId)
        .with("sequence", sequence)
        .find()
        .isPresent();
  }
}
