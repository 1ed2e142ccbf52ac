package io.lyss.dao.chat;

import io.lyss.dao.chat.jooq.routines.PurgeConversations;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import java.time.Duration;

/**
 * Deletes conversations for good; only in a system scope. Any other scope fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement<Long> PURGE =
      ChatService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new PurgeConversations()).value());

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
    return executor.call(PURGE).with("deleted_for", deletedFor).with("limit", limit).one();
  }
}
