package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.RECONCILE_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.RELEASE_QUOTA;
import static io.lyss.dao.provider.jooq.Tables.REMAINING_QUOTA;
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
import io.lyss.dao.provider.jooq.routines.AdjustQuota;
import io.lyss.dao.provider.jooq.routines.RepairQuota;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.SQLDataType;

/**
 * Quota is reserved before a request is sent, and settled with what the request used. Limits are
 * the quota and the rate limit of token and channel, the calls of the tenant, and budgets. However
 * many requests run at once, no more is reserved than is left of each limit that applies. Only
 * usage beyond a request's estimate can exceed a limit.
 *
 * <p>Each call locks counters until its transaction ends. In a transaction with other calls, make
 * it the last.
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

  private static final RowType<RemainingQuota> LEFT =
      RowType.of(RemainingQuota.class, REMAINING_QUOTA);

  private static final ScopedStatement<RemainingQuota> REMAINING =
      ProviderService.statement(LEFT, () -> FunctionCall.of(REMAINING_QUOTA).rows(LEFT));

  private static final RowType<QuotaDrift> DRIFT = RowType.of(QuotaDrift.class, RECONCILE_QUOTA);

  private static final ScopedStatement<QuotaDrift> RECONCILE =
      ProviderService.statement(DRIFT, () -> FunctionCall.of(RECONCILE_QUOTA).rows(DRIFT));

  private static final ScopedStatement<Long> REPAIR =
      ProviderService.statement(
          RowType.value(Long.class), () -> FunctionCall.of(new RepairQuota()).value());

  private static final ScopedStatement<Boolean> ADJUST =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AdjustQuota()).value());

  private final ScopedExecutor executor;

  QuotaDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Reserves what a request needs of each limit that applies to it. If one has too little left, it
   * reserves nothing and reports that limit. Idempotent: a call with the id of a reservation
   * answers the same and reserves nothing more. A refused one can be tried again with its id.
   *
   * @throws ConflictException if the id is that of another reservation
   * @throws ConstraintException if the amount is negative, or the hold not within 24 hours
   * @throws ScopeDeniedException in a system scope
   */
  public Reservation reserve(NewReservation reservation) {
    return executor.call("QuotaDao.reserve", RESERVE).withRecord("reservation", reservation).one();
  }

  /**
   * Ends a reservation with what the request used, and records that as usage. The unused part is
   * given back. Usage beyond the reservation counts in full, even beyond the limit. It counts in
   * the period of the reservation. Idempotent: a repeated call answers the same and records nothing
   * more. An expired reservation can still be settled, because the provider was paid; a released
   * one cannot.
   *
   * @return how the hold has ended, also if it had ended before, and in another way
   * @throws NotFoundException if there is no such reservation in this scope
   * @throws ConstraintException if a value is negative
   */
  public Settlement settle(UUID reservationId, Consumption consumption) {
    return executor
        .call("QuotaDao.settle", SETTLE)
        .with("reservation_id", reservationId)
        .withRecord("consumption", consumption)
        .find()
        .orElseThrow(() -> notFound(reservationId));
  }

  /**
   * Ends a reservation of which nothing was used. Idempotent: a repeated call answers the same.
   *
   * @return how the hold has ended, also if it had ended before, and in another way
   * @throws NotFoundException if there is no such reservation in this scope
   */
  public Settlement release(UUID reservationId) {
    return executor
        .call("QuotaDao.release", RELEASE)
        .with("id", reservationId)
        .find()
        .orElseThrow(() -> notFound(reservationId));
  }

  /**
   * What is left of each limit that applies to a request of the current user without a channel.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public List<RemainingQuota> remaining(ChannelRequest request) {
    return left(request, Optional.empty());
  }

  /**
   * What is left of each limit that applies to a request of the current user, with those of the
   * channel. There are none for a token of another user, or a channel that the user may not use.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public List<RemainingQuota> remaining(ChannelRequest request, UUID channelId) {
    return left(request, Objects.requireNonNull(channelId, "channelId"));
  }

  private List<RemainingQuota> left(ChannelRequest request, Object channelId) {
    return executor
        .read("QuotaDao.remaining", REMAINING)
        .with("token_id", request.tokenId())
        .with("channel_id", channelId)
        .with("model", request.model())
        .list();
  }

  /**
   * Where the tenant's counters differ from the ledger, from open reservations, or from their
   * limits; in a system scope. It reads the whole ledger of the tenant. Counters differ only if
   * somebody has written to the tables without LYSS.
   *
   * @throws ScopeDeniedException in a tenant's scope
   */
  public List<QuotaDrift> reconcile() {
    return executor.read("QuotaDao.reconcile", RECONCILE).list();
  }

  /**
   * Sets the tenant's counters that differ to the values of the ledger, and records the
   * differences; in a system scope.
   *
   * @param id the id of the entry, from {@link io.lyss.dao.Ids#next}
   * @param reason why, for the ledger
   * @return how many counters were wrong
   * @throws ConstraintException if the reason is empty
   * @throws ScopeDeniedException in a tenant's scope
   */
  public long repair(UUID id, String reason) {
    return executor.call("QuotaDao.repair", REPAIR).with("id", id).with("reason", reason).one();
  }

  /**
   * Counts usage of a limit that belongs to no request, or takes back what was counted wrongly; in
   * a system scope. Idempotent by the id.
   *
   * @param id the id of the entry, from {@link io.lyss.dao.Ids#next}
   * @param limit the limit, as {@link #remaining} has it
   * @param used how much; negative to take back
   * @param reason why, for the ledger
   * @throws NotFoundException if nothing was ever reserved of that limit
   * @throws ConstraintException if the reason is empty
   * @throws ScopeDeniedException in a tenant's scope
   */
  public void adjust(UUID id, RemainingQuota limit, BigDecimal used, String reason) {
    boolean known =
        executor
            .call("QuotaDao.adjust", ADJUST)
            .with("id", id)
            .with("limit_id", limit.limitId())
            .with("holder_id", limit.holderId())
            .with("measure", limit.measure())
            .with("used", used)
            .with("reason", reason)
            .one();
    if (!known) {
      throw new NotFoundException("limit", limit.limitId());
    }
  }

  private static NotFoundException notFound(UUID id) {
    return new NotFoundException("reservation", id);
  }
}
