package io.lyss.dao.chat;

import static io.lyss.dao.chat.jooq.Tables.ERASE_USER;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.chat.jooq.Routines;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Duration;
import java.util.UUID;

/**
 * What takes conversations out for good; only in a system scope, in another it fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement PURGE =
      ChatService.statement(
          () -> select(Routines.purgeConversations(Sql.secondsArg(1), Sql.intArg(2))));

  private static final ScopedStatement ERASE_USER_OF_TENANT =
      ChatService.statement(
          () ->
              select(ERASE_USER.CONVERSATIONS, ERASE_USER.MESSAGES)
                  .from(ERASE_USER.call(Sql.uuidArg(1), Sql.uuidArg(2))));

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
    return executor.one(PURGE, Row::nextLong, Sql.seconds(deletedFor), limit);
  }

  /**
   * Takes out all conversations of a user, whatever their status, with all that was said. Published
   * as {@code user.erased_in_chat} with the key {@code user:<id>}.
   *
   * @return how many; none if there was nothing of that user
   */
  public ErasedConversations eraseUser(UUID tenantId, UUID userId) {
    return executor.one(ERASE_USER_OF_TENANT, ErasedConversations::read, tenantId, userId);
  }
}
