package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.RELEASE_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.RESERVE_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.SETTLE_QUOTA;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.UUID;

/**
 * Quota: held before a request is sent, and settled with what it took. Also of many requests at
 * once, no more is ever held and used than the quota of the token, and that of the channel.
 *
 * <p>Each call locks the channel until its transaction ends. In a transaction with others, let it
 * be the last.
 */
public final class QuotaDao {

  private static final ScopedStatement RESERVE =
      ProviderService.statement(
          () ->
              select(RESERVE_QUOTA.OUTCOME, RESERVE_QUOTA.STATE, RESERVE_QUOTA.EXPIRES_AT)
                  .from(
                      RESERVE_QUOTA.call(
                          Sql.uuidArg(1),
                          Sql.uuidArg(2),
                          Sql.uuidArg(3),
                          Sql.uuidArg(4),
                          Sql.textArg(5),
                          Sql.longArg(6),
                          Sql.secondsArg(7))));

  private static final ScopedStatement SETTLE =
      ProviderService.statement(
          () ->
              select(SETTLE_QUOTA.STATE, SETTLE_QUOTA.SETTLED_AMOUNT)
                  .from(
                      SETTLE_QUOTA.call(
                          Sql.uuidArg(1),
                          Sql.uuidArg(2),
                          Sql.uuidArg(3),
                          Sql.longArg(4),
                          Sql.longArg(5),
                          Sql.longArg(6),
                          Sql.decimalArg(7))));

  private static final ScopedStatement RELEASE =
      ProviderService.statement(
          () ->
              select(RELEASE_QUOTA.STATE, RELEASE_QUOTA.SETTLED_AMOUNT)
                  .from(RELEASE_QUOTA.call(Sql.uuidArg(1), Sql.uuidArg(2))));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  QuotaDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * Holds quota of the token and of the channel: of both, or of neither. Repeated with the same
   * identity, it has the same answer and holds nothing more; what was refused is tried anew.
   *
   * @throws ConflictException if the identity is that of another reservation
   * @throws ConstraintException if the amount is not positive
   * @throws ScopeDeniedException in a system scope
   */
  public Reservation reserve(NewReservation reservation) {
    return executor.one(
        RESERVE,
        Reservation::read,
        tenantId,
        reservation.id(),
        reservation.tokenId().orElse(null),
        reservation.channelId(),
        reservation.model(),
        reservation.amount(),
        Sql.seconds(reservation.hold()));
  }

  /**
   * Ends a hold with what the request took, and records that as usage. Less than was held is given
   * back; more is counted as far as there is quota left, and recorded as it was. Repeated, it has
   * the same answer and records nothing more. A hold that has expired is settled still, as the
   * provider was paid; one that was released is not.
   *
   * @return how the hold has ended, also where that was before and differently
   * @throws NotFoundException if there is no such reservation in this scope
   * @throws ConstraintException if a value is negative
   */
  public Settlement settle(UUID reservationId, Consumption consumption) {
    return executor
        .find(
            SETTLE,
            Settlement::read,
            tenantId,
            reservationId,
            consumption.id(),
            consumption.amount(),
            consumption.promptTokens(),
            consumption.completionTokens(),
            consumption.cost())
        .orElseThrow(() -> notFound(reservationId));
  }

  /**
   * Ends a hold of which nothing was used. Repeated, it has the same answer.
   *
   * @return how the hold has ended, also where that was before and differently
   * @throws NotFoundException if there is no such reservation in this scope
   */
  public Settlement release(UUID reservationId) {
    return executor
        .find(RELEASE, Settlement::read, tenantId, reservationId)
        .orElseThrow(() -> notFound(reservationId));
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("reservation", id);
  }
}
