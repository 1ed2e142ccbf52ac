package io.lyss.dao.provider;

import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.Routines;
import java.time.Duration;

/**
 * What has to be done from time to time, in all tenants; in a system scope. In a tenant's it fails
 * with {@link ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement EXPIRE =
      ProviderService.statement(() -> select(Routines.expireReservations(Sql.intArg(1))));

  private static final ScopedStatement FORGET =
      ProviderService.statement(
          () -> select(Routines.forgetReservations(Sql.secondsArg(1), Sql.intArg(2))));

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Gives back what is held for requests of which nobody has said in time what became of them. Call
   * it every minute, again at once while it ends as many as it may.
   *
   * @param limit how many at most
   * @return how many
   */
  public long expireReservations(int limit) {
    return executor.one(EXPIRE, Row::nextLong, limit);
  }

  /**
   * Deletes reservations that are over, which are kept for those who repeat a call. Usage stays.
   *
   * @param olderThan how long ago they would have expired, at least
   * @param limit how many at most
   * @return how many
   */
  public long forgetReservations(Duration olderThan, int limit) {
    return executor.one(FORGET, Row::nextLong, Sql.seconds(olderThan), limit);
  }
}
