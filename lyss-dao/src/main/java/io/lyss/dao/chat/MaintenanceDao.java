package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.ERASE_USER;

import io.lyss.dao.chat.jooq.routines.PurgeConversations;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import java.time.Duration;
import java.util.UUID;

/**
 * What takes conversations out for good; only in a system scope, in another it fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement<Long> PURGE =
      ChatService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new PurgeConversations()).value());

  private static final RowType<ErasedConversations> ERASED =
      RowType.of(ErasedConversations.class, ERASE_USER);

  private static final ScopedStatement<ErasedConversations> ERASE =
      ChatService.statement(ERASED, () -> FunctionCall.of(ERASE_USER).rows(ERASED));

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Takes out deleted conversations of all tenants with all that was said, those first that were
   * deleted first. Each is published as {@code conversation.purged} with the key {@code
   * conversation:<id>}.
   *
   * @param deletedFor how long they have been deleted at least
   * @param limit how many at a time; what is left is for the next call
   * @return how many; less than the limit when none is left
   * @throws ConstraintException if the limit is less than 0
   */
  public long purgeConversations(Duration deletedFor, int limit) {
    return executor.call(PURGE).with("deleted_for", deletedFor).with("limit", limit).one();
  }

  /**
   * Takes out all conversations of a user, whatever their status, with all that was said. Published
   * as {@code user.erased_in_chat} with the key {@code user:<id>}.
   *
   * @return how many; none if there was nothing of that user
   */
  public ErasedConversations eraseUser(UUID tenantId, UUID userId) {
    return executor.call(ERASE).with("tenant_id", tenantId).with("user_id", userId).one();
  }
}
