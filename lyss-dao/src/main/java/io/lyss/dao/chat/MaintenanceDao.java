package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.RATING_COUNTS;

import io.lyss.dao.chat.jooq.routines.PurgeConversations;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes conversations for good, and counts ratings; only in a system scope. Any other scope fails
 * with {@link ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement<Long> PURGE =
      ChatService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new PurgeConversations()).value());

  private static final RowType<RatingCount> COUNT = RowType.of(RatingCount.class, RATING_COUNTS);

  private static final ScopedStatement<RatingCount> COUNT_RATINGS =
      ChatService.statement(COUNT, () -> FunctionCall.of(RATING_COUNTS).rows(COUNT));

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Purges conversations of all tenants with all their messages: those that were deleted some time
   * ago, that have expired, or whose retention is over. Each is published as {@code
   * conversation.purged} with the key {@code conversation:<id>}. Conversations under a legal hold,
   * and messages that forks share, stay.
   *
   * @param deletedFor for how long deleted ones have been deleted at least
   * @param limit how many at most; the next call purges the others
   * @return how many; 0 if none is left. One that cannot be deleted, because a table of the host
   *     refers to it, is skipped
   * @throws ConstraintException if the limit is less than 0, or if only such conversations are left
   */
  public long purgeConversations(Duration deletedFor, int limit) {
    return executor
        .call("MaintenanceDao.purgeConversations", PURGE)
        .with("deleted_for", deletedFor)
        .with("limit", limit)
        .one();
  }

  /** A dry run: how many conversations the job would purge now, by tenant and reason. */
  public List<ConversationPurge> purgePlan() {
    return executor
        .read("MaintenanceDao.purgePlan", RetentionDao.PLAN)
        .with("tenant_id", Optional.<UUID>empty())
        .with("keep_days", Optional.<Integer>empty())
        .list();
  }

  /**
   * How often the users of a tenant gave each rating, by model, as of now.
   *
   * @param from the first instant at which they were given or changed
   * @param to the first instant after that
   */
  public List<RatingCount> ratingCounts(UUID tenantId, Instant from, Instant to) {
    return executor
        .read("MaintenanceDao.ratingCounts", COUNT_RATINGS)
        .with("tenant_id", tenantId)
        .with("from", from)
        .with("to", to)
        .list();
  }
}
