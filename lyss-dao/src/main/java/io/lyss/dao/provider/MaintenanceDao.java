package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.RESERVATION_LAG;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.provider.jooq.routines.ExpireReservations;
import io.lyss.dao.provider.jooq.routines.ForgetReservations;
import io.lyss.dao.provider.jooq.routines.RefreshUsage;
import java.time.Duration;

/**
 * What has to be done from time to time, in all tenants; only in a system scope, in another it
 * fails with {@link ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final ScopedStatement<Long> EXPIRE =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new ExpireReservations()).value());

  private static final ScopedStatement<Long> FORGET =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new ForgetReservations()).value());

  private static final ScopedStatement<Long> REFRESH_USAGE =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new RefreshUsage()).value());

  private static final RowType<ReservationLag> LAG =
      RowType.of(ReservationLag.class, RESERVATION_LAG);

  private static final ScopedStatement<ReservationLag> LAGS =
      ProviderService.statement(LAG, () -> select(LAG.columns()).from(RESERVATION_LAG));

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Ends reservations that have expired, and gives their quota back. Call it every minute, and
   * again at once while it ends as many as the limit.
   *
   * <p>If another transaction holds the lock on a tenant's quota for longer than {@code
   * lock_timeout}, that tenant is skipped, up to three of them. If only reservations of such
   * tenants have expired, the call fails and changes nothing. Without a {@code lock_timeout} it
   * waits.
   *
   * @param limit how many at most
   * @return how many
   */
  public long expireReservations(int limit) {
    return executor.call("MaintenanceDao.expireReservations", EXPIRE).with("limit", limit).one();
  }

  /**
   * Rolls up the usage that was written since the last time. Sums are exact without it, but faster
   * with it: call it every minute. Several hosts may call it at once.
   *
   * @return how many requests and corrections were rolled up
   */
  public long refreshUsage() {
    return executor.call("MaintenanceDao.refreshUsage", REFRESH_USAGE).one();
  }

  /**
   * Deletes reservations that have ended, which are kept only to answer repeated calls. Usage
   * stays.
   *
   * @param olderThan how long ago they would have expired, at least
   * @param limit how many at most
   * @return how many
   */
  public long forgetReservations(Duration olderThan, int limit) {
    return executor
        .call("MaintenanceDao.forgetReservations", FORGET)
        .with("older_than", olderThan)
        .with("limit", limit)
        .one();
  }

  /** How many reservations of all tenants are open, and how many of them have expired. */
  public ReservationLag reservationLag() {
    return executor.read("MaintenanceDao.reservationLag", LAGS).one();
  }
}
