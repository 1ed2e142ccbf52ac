package io.lyss.dao.platform;

import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.platform.jooq.Routines;
import java.time.Duration;
import java.time.Instant;

/**
 * What a scheduled job does; only in a system scope, in a user's it fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final String NO_DATA_FOUND = "P0002";

  private static final ScopedStatement REFRESH_DAILY_USAGE =
      Platform.statement(() -> select(Routines.refreshProviderUsageDaily()));

  private static final ScopedStatement DELETE_EMPTY_CONVERSATIONS =
      Platform.statement(() -> select(Routines.deleteEmptyConversations(Sql.secondsArg(1))));

  private static final ScopedStatement ERASE_USER =
      Platform.statement(() -> select(Routines.eraseUser(Sql.intArg(1))));

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Brings {@link UsageDao#dailyOfAll} up to date. It reads all usage that there is; readers are
   * not held up.
   *
   * @return as of when it is up to date
   */
  public Instant refreshDailyUsage() {
    return executor.one(REFRESH_DAILY_USAGE, Row::nextInstant);
  }

  /**
   * Deletes conversations in which nothing was ever said.
   *
   * @param minAge how old they are at least
   * @return how many went
   */
  public long deleteEmptyConversations(Duration minAge) {
    return executor.one(DELETE_EMPTY_CONVERSATIONS, Row::nextLong, Sql.seconds(minAge));
  }

  /**
   * Erases a person: deletes what was theirs alone (conversations, keys), and makes anonymous what
   * others need (usage, distributions, audit). It cannot be undone.
   *
   * @return how many conversations went
   * @throws NotFoundException if there is no such user
   */
  public long eraseUser(int userId) {
    try {
      return executor.one(ERASE_USER, Row::nextLong, userId);
    } catch (DatabaseException e) {
      if (e.sqlState().equals(NO_DATA_FOUND)) {
        throw new NotFoundException("user", userId);
      }
      throw e;
    }
  }
}
