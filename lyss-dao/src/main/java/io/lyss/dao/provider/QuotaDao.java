package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.RELEASE_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.RESERVE_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.SETTLE_QUOTA;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.UUID;
import org.jooq.impl.SQLDataType;

/**
 * Quota: held before a request is sent, and settled with what the request took. However many
 * requests run at once, no more is held and used than the quota of the token and of the channel.
 *
 * <p>Each call locks the channel until its transaction ends. In a transaction with other calls,
 * make it the last.
 */
public final class QuotaDao {

  private static final RowType<Reservation> RESERVATION =
      RowType.of(Reservation.class, RESERVE_QUOTA);

  private static final ScopedStatement<Reservation> RESERVE =
      ProviderService.statement(
          RESERVATION, () -> FunctionCall.of(RESERVE_QUOTA).rows(RESERVATION));

  private static final RowType<Settlement> SETTLEMENT =
      RowType.builder(Settlement.class, SETTLE_QUOTA)
          .column("amount", SETTLE_QUOTA.SETTLED_AMOUNT)
          .build();

  private static final ScopedStatement<Settlement> SETTLE =
      ProviderService.statement(
          SETTLEMENT,
          () ->
              FunctionCall.of(SETTLE_QUOTA)
                  .passing("id", Sql.arg("reservation_id", SQLDataType.UUID))
                  .passing("usage_id", Sql.arg("id", SQLDataType.UUID))
                  .rows(SETTLEMENT));

  private static final ScopedStatement<Settlement> RELEASE =
      ProviderService.statement(SETTLEMENT, () -> FunctionCall.of(RELEASE_QUOTA).rows(SETTLEMENT));

  private final ScopedExecutor executor;

  QuotaDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Holds quota of the token and of the channel: of both, or of neither. Idempotent: repeated with
   * the same id, it answers the same and holds nothing more; what was refused is tried anew.
   *
   * @throws ConflictException if the id is that of another reservation
   * @throws ConstraintException if the amount is not positive
   * @throws ScopeDeniedException in a system scope
   */
  public Reservation reserve(NewReservation reservation) {
    return executor.call(RESERVE).with(reservation).one();
  }

  /**
   * Ends a hold with what the request took, and records that as usage. What was not used is given
   * back; what was used beyond the hold is counted as far as there is quota left, and recorded in
   * full. Idempotent: repeated, it answers the same and records nothing more. A hold that has
   * expired can still be settled, as the provider was paid; one that was released cannot.
   *
   * @return how the hold has ended, also if it had ended before, and in another way
   * @throws NotFoundException if there is no such reservation in this scope
   * @throws ConstraintException if a value is negative
   */
  public Settlement settle(UUID reservationId, Consumption consumption) {
    return executor
        .call(SETTLE)
        .with("reservation_id", reservationId)
        .with(consumption)
        .find()
        .orElseThrow(() -> notFound(reservationId));
  }

  /**
   * Ends a hold of which nothing was used. Idempotent: repeated, it answers the same.
   *
   * @return how the hold has ended, also if it had ended before, and in another way
   * @throws NotFoundException if there is no such reservation in this scope
   */
  public Settlement release(UUID reservationId) {
    return executor
        .call(RELEASE)
        .with("id", reservationId)
        .find()
        .orElseThrow(() -> notFound(reservationId));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("reservation", id);
  }
}
