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
   * Purges deleted conversations of all tenants with all their messages, in the order in which they
   * were deleted. Each is published as {@code conversation.purged} with the key {@code
   * conversation:<id>}.
   *
   * @param deletedFor how long they have been deleted at least
   * @param limit how many at most; the next call purges the others
   * @return how many; less than the limit when none is left
   * @throws ConstraintException if the limit is less than 0
   */
  public long purgeConversations(Duration deletedFor, int limit) {
    return executor
        .call("MaintenanceDao.purgeConversations", PURGE)
        .with("deleted_for", deletedFor)
        .with("limit", limit)
        .one();
  }

  /**
   * How often the users of a tenant gave each rating, by model, as of now.
   *
   * @param from from when on they were given or changed
   * @param to before when
   */
  public List<RatingCount> ratingCounts(UUID tenantId, Instant from, Instant to) {
    return executor
        .call("MaintenanceDao.ratingCounts", COUNT_RATINGS)
        .with("tenant_id", tenantId)
        .with("from", from)
        .with("to", to)
        .list();
  }
}
