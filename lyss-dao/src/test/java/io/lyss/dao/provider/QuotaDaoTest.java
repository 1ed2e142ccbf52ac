package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.inline;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuotaDaoTest extends ProviderServiceTest {

  private ProviderSession user;
  private Scope.TenantUser someone;
  private Channel channel;
  private UUID token;

  @BeforeEach
  void create() {
    UUID tenant = Ids.next();
    someone = TestProviders.user(tenant);
    user = providers.as(someone);
    channel = providers.channel(tenant, providers.newChannel("m").withLimits(new Quota(1000), 100));
    token = user.tokens().issue(NewToken.of("t").withLimits(new Quota(600), 60)).details().id();
  }

  private NewReservation of(long amount) {
    return NewReservation.of(ChannelRequest.of("m").withToken(token), channel.id(), amount);
  }

  private void edit(UnaryOperator<UserToken> change) {
    TestProviders.edit(user.tokens(), token, change);
  }

  /** What token and channel have used and hold together. */
  private void used(long ofToken, long ofChannel) {
    UserToken readToken = user.tokens().get(token);
    Channel read = user.channels().get(channel.id());
    assertThat(readToken.usedQuota() + readToken.heldQuota()).as("token").isEqualTo(ofToken);
    assertThat(read.usedQuota() + read.heldQuota()).as("channel").isEqualTo(ofChannel);
    assertThat(providers.system().quota(someone.tenantId()).reconcile()).isEmpty();
  }

  private static Consumption took(long amount) {
    return Consumption.ofTokens(amount, 0, "USD", new BigDecimal("0.5"));
  }

  private void outcome(NewReservation reservation, Reservation.Outcome outcome) {
    Reservation answer = user.quota().reserve(reservation);
    assertThat(answer.outcome()).isEqualTo(outcome);
    assertThat(answer.state().isPresent()).isEqualTo(outcome == Reservation.Outcome.RESERVED);
  }

  private long recorded() {
    return user.usage().daily(someone.userId(), LocalDate.MIN, LocalDate.MAX).stream()
        .mapToLong(DailyUsage::amount)
        .sum();
  }

  @Test
  void aHoldCountsAsUsedUntilItIsSettled() {
    NewReservation reservation = of(100);
    Reservation answer = user.quota().reserve(reservation);
    assertThat(answer.outcome()).isEqualTo(Reservation.Outcome.RESERVED);
    assertThat(answer.state()).contains(ReservationState.RESERVED);
    used(100, 100);
    assertThat(user.quota().settle(reservation.id(), took(40)))
        .isEqualTo(new Settlement(ReservationState.SETTLED, OptionalLong.of(40)));
    used(40, 40);
    assertThat(recorded()).isEqualTo(40);
  }

  @Test
  void everyStepIsIdempotent() {
    NewReservation reservation = of(100);
    Reservation first = user.quota().reserve(reservation);
    assertThat(user.quota().reserve(reservation)).isEqualTo(first);
    used(100, 100);
    Settlement settled = user.quota().settle(reservation.id(), took(30));
    assertThat(user.quota().settle(reservation.id(), took(70))).isEqualTo(settled);
    assertThat(user.quota().release(reservation.id())).isEqualTo(settled);
    assertThat(user.quota().reserve(reservation))
        .isEqualTo(
            new Reservation(
                first.outcome(),
                Optional.of(ReservationState.SETTLED),
                first.expiresAt(),
                Optional.empty()));
    used(30, 30);
    assertThat(recorded()).isEqualTo(30);
    NewReservation other = of(100);
    user.quota().reserve(other);
    Settlement released = user.quota().release(other.id());
    assertThat(released).isEqualTo(new Settlement(ReservationState.RELEASED, OptionalLong.empty()));
    assertThat(user.quota().release(other.id())).isEqualTo(released);
    assertThat(user.quota().settle(other.id(), took(9))).isEqualTo(released);
    used(30, 30);
    assertThat(recorded()).isEqualTo(30);
  }

  @Test
  void anAdjustmentCountsOnceUnderItsReason() {
    user.quota().release(reserved(1));
    QuotaDao system = providers.system().quota(someone.tenantId());
    RemainingQuota limit =
        user.quota().remaining(ChannelRequest.of("m"), channel.id()).stream()
            .filter(l -> l.measure() == LimitMeasure.QUOTA)
            .findFirst()
            .orElseThrow();
    UUID id = Ids.next();
    system.adjust(id, limit, BigDecimal.TEN, "a batch");
    system.adjust(id, limit, BigDecimal.TEN, "a batch");
    used(0, 10);
    Assertions.assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> system.adjust(id, limit, BigDecimal.ONE, "a batch"));
    Expect.refused(
        "quota_counters_used_check",
        () -> system.adjust(Ids.next(), limit, BigDecimal.valueOf(-11), "too much"));
    Expect.refused(
        "quota_entries_kind_reason_check",
        () -> system.adjust(Ids.next(), limit, BigDecimal.ONE, ""));
    system.adjust(Ids.next(), limit, BigDecimal.valueOf(-10), "a mistake");
    used(0, 0);
    Expect.denied(() -> user.quota().adjust(Ids.next(), limit, BigDecimal.ONE, "mine"));
  }

  @Test
  void anAdjustmentOfABudgetThatEachUserHasIsOfOneUser() {
    NewBudget budget =
        NewBudget.ofEach(
            "b", LimitSubject.USER, LimitUnit.AMOUNT, LimitPeriod.TOTAL, BigDecimal.valueOf(100));
    providers.system().budgets(someone.tenantId()).create(budget);
    ProviderSession other = providers.as(TestProviders.user(someone.tenantId()));
    user.quota().release(reserved(1));
    RemainingQuota limit = left(user, budget);
    assertThat(limit.holderId()).isNotEqualTo(limit.limitId());
    providers
        .system()
        .quota(someone.tenantId())
        .adjust(Ids.next(), limit, BigDecimal.TEN, "a batch");
    assertThat(left(user, budget).used()).isEqualByComparingTo("10");
    assertThat(left(other, budget).used()).isEqualByComparingTo("0");
  }

  private RemainingQuota left(ProviderSession of, NewBudget budget) {
    return of.quota().remaining(ChannelRequest.of("m")).stream()
        .filter(limit -> limit.limitId().equals(budget.id()))
        .findFirst()
        .orElseThrow();
  }

  private UUID reserved(long amount) {
    NewReservation reservation = of(amount);
    user.quota().reserve(reservation);
    return reservation.id();
  }

  @Test
  void theIdOfAnotherReservationIsRefused() {
    NewReservation reservation = of(100);
    user.quota().reserve(reservation);
    NewReservation same =
        new NewReservation(
            reservation.id(),
            channel.id(),
            Optional.of(token),
            "m",
            101,
            reservation.estimate(),
            reservation.hold());
    Assertions.assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> user.quota().reserve(same));
    Assertions.assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(
            () ->
                providers
                    .as(TestProviders.user(someone.tenantId()))
                    .quota()
                    .reserve(
                        new NewReservation(
                            reservation.id(),
                            channel.id(),
                            Optional.empty(),
                            "m",
                            100,
                            reservation.estimate(),
                            reservation.hold())));
    used(100, 100);
  }

  @Test
  void reservesOnTokenAndChannelOrNotAtAll() {
    outcome(of(601), Reservation.Outcome.TOKEN_EXHAUSTED);
    used(0, 0);
    edit(TestProviders.withQuota(Quota.UNLIMITED));
    outcome(of(1001), Reservation.Outcome.CHANNEL_EXHAUSTED);
    used(0, 0);
    NewReservation all = of(1000);
    outcome(all, Reservation.Outcome.RESERVED);
    used(1000, 1000);
    outcome(of(1), Reservation.Outcome.CHANNEL_EXHAUSTED);
    assertThat(user.routing().select(ChannelRequest.of("m")).outcome())
        .isEqualTo(Selection.Outcome.EXHAUSTED);
    user.quota().release(all.id());
    outcome(of(1), Reservation.Outcome.RESERVED);
  }

  @Test
  void aRefusalLeavesTheTransactionUsable() {
    user.useTransaction(
        inner -> {
          assertThat(inner.quota().reserve(of(601)).outcome())
              .isEqualTo(Reservation.Outcome.TOKEN_EXHAUSTED);
          assertThat(inner.quota().reserve(of(600)).outcome())
              .isEqualTo(Reservation.Outcome.RESERVED);
        });
    used(600, 600);
  }

  @Test
  void reservesOnlyWhatUserAndTokenMayUse() {
    outcome(
        NewReservation.of(ChannelRequest.of("m").withToken(Ids.next()), channel.id(), 1),
        Reservation.Outcome.TOKEN_INVALID);
    outcome(
        NewReservation.of(ChannelRequest.of("m").withToken(token), Ids.next(), 1),
        Reservation.Outcome.CHANNEL_INVALID);
    outcome(
        NewReservation.of(ChannelRequest.of("n").withToken(token), channel.id(), 1),
        Reservation.Outcome.CHANNEL_INVALID);
    edit(TestProviders.toModels("n"));
    outcome(of(1), Reservation.Outcome.MODEL_NOT_ALLOWED);
    edit(TestProviders::toAnyModel);
    edit(TestProviders.toChannels());
    outcome(of(1), Reservation.Outcome.CHANNEL_INVALID);
    edit(TestProviders.toChannels(channel.id()));
    outcome(of(1), Reservation.Outcome.RESERVED);
    // a request that tries a failing channel needs quota too
    providers.fail(channel);
    outcome(of(1), Reservation.Outcome.RESERVED);
    providers.set(channel, "status = 2");
    outcome(of(1), Reservation.Outcome.CHANNEL_DISABLED);
    user.tokens().revoke(token);
    outcome(of(1), Reservation.Outcome.TOKEN_INVALID);
    providers.set(channel, "status = 1");
    outcome(
        NewReservation.of(ChannelRequest.of("m"), channel.id(), 1), Reservation.Outcome.RESERVED);
    Expect.refused(
        "quota_reservations_amount_check",
        () -> user.quota().reserve(NewReservation.of(ChannelRequest.of("m"), channel.id(), -1)));
    Expect.denied(() -> providers.system().quota(someone.tenantId()).reserve(of(1)));
  }

  @Test
  void useBeyondTheReservationIsCountedAlsoBeyondTheQuota() {
    NewReservation reservation = of(100);
    user.quota().reserve(reservation);
    assertThat(user.quota().settle(reservation.id(), took(700)).amount())
        .isEqualTo(OptionalLong.of(700));
    used(700, 700);
    assertThat(recorded()).isEqualTo(700);
    outcome(of(1), Reservation.Outcome.TOKEN_EXHAUSTED);
    UUID never = Ids.next();
    Expect.notFound("reservation", never, () -> user.quota().settle(never, took(1)));
    Expect.notFound("reservation", never, () -> user.quota().release(never));
  }

  @Test
  void aHoldThatNobodyEndsExpires() {
    NewReservation over = of(100).withHold(Duration.ofMinutes(1));
    NewReservation open = of(50);
    Instant end = user.quota().reserve(over).expiresAt().orElseThrow();
    user.quota().reserve(open);
    MaintenanceDao maintenance = providers.system().maintenance();
    providers.stopClock(end.minus(1, ChronoUnit.MICROS));
    assertThat(maintenance.expireReservations(100)).isZero();
    assertThat(maintenance.reservationLag().expired()).isZero();
    providers.stopClock(end);
    assertThat(maintenance.reservationLag().expired()).isOne();
    assertThat(maintenance.reservationLag().expiredSince()).contains(end);
    assertThat(maintenance.expireReservations(100)).isOne();
    assertThat(maintenance.reservationLag().expired()).isZero();
    assertThat(maintenance.expireReservations(100)).isZero();
    used(50, 50);
    assertThat(user.quota().release(over.id()).state()).isEqualTo(ReservationState.EXPIRED);
    // the provider was paid, however late the request is settled
    assertThat(user.quota().settle(over.id(), took(80)).state())
        .isEqualTo(ReservationState.SETTLED);
    used(130, 130);
    assertThat(recorded()).isEqualTo(80);
    Expect.denied(() -> user.maintenance().expireReservations(1));
    providers.stopClock(end.plus(1, ChronoUnit.HOURS));
    assertThat(maintenance.forgetReservations(Duration.ofHours(1), 100)).isZero();
    providers.moveClock(Duration.of(1, ChronoUnit.MICROS));
    PersonalDataDao persons = providers.system().personalData();
    persons.hold(someone.tenantId(), someone.userId(), "case 12");
    assertThat(maintenance.forgetReservations(Duration.ofHours(1), 100)).isZero();
    persons.endHold(someone.tenantId(), someone.userId());
    assertThat(maintenance.forgetReservations(Duration.ofHours(1), 100)).isOne();
    Expect.notFound("reservation", over.id(), () -> user.quota().release(over.id()));
    assertThat(user.quota().release(open.id()).state()).isEqualTo(ReservationState.RELEASED);
    assertThat(recorded()).isEqualTo(80);
    Expect.denied(() -> user.maintenance().forgetReservations(Duration.ZERO, 1));
  }

  @Test
  void aRequestOutlivesItsChannel() {
    NewReservation reservation = of(100);
    user.quota().reserve(reservation);
    providers.system().channels(someone.tenantId()).delete(channel.id());
    assertThat(user.quota().reserve(reservation).outcome()).isEqualTo(Reservation.Outcome.RESERVED);
    assertThat(user.quota().settle(reservation.id(), took(60)).state())
        .isEqualTo(ReservationState.SETTLED);
    assertThat(user.tokens().get(token).usedQuota()).isEqualTo(60);
    assertThat(recorded()).isEqualTo(60);
  }

  @Test
  void countingQuotaDoesNotChangeUpdatedAt() {
    NewReservation reservation = of(100);
    user.quota().reserve(reservation);
    user.quota().settle(reservation.id(), took(60));
    assertThat(user.channels().get(channel.id()).updatedAt()).isEqualTo(channel.updatedAt());
  }

  @Test
  void systemWorkMayEndAHold() {
    NewReservation reservation = of(100);
    user.quota().reserve(reservation);
    assertThat(
            providers.system().quota(someone.tenantId()).settle(reservation.id(), took(60)).state())
        .isEqualTo(ReservationState.SETTLED);
    assertThat(recorded()).isEqualTo(60);
  }

  @Test
  void aRefusedSettlementSettlesNothing() {
    NewReservation reservation = of(100);
    user.quota().reserve(reservation);
    Expect.refused(
        "usage_records_cost_check",
        () ->
            user.quota()
                .settle(
                    reservation.id(), Consumption.ofTokens(1, 1, "USD", BigDecimal.ONE.negate())));
    Expect.refused(
        "usage_records_amount_check",
        () -> user.quota().settle(reservation.id(), took(1).withAmount(-1)));
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> Consumption.ofTokens(-1, 2, "USD", BigDecimal.ONE))
        .withMessageContaining("input");
    used(100, 100);
    assertThat(user.quota().release(reservation.id()).state()).isEqualTo(ReservationState.RELEASED);
  }

  @Test
  void aRequestCostsWhatItCostAlsoIfItsChannelIsGone() {
    providers
        .system()
        .prices(someone.tenantId())
        .set(
            NewPrice.of(
                new PricedModel("openai", "m"),
                "USD",
                UnitPrices.of(BigDecimal.ONE, BigDecimal.TEN)));
    NewReservation reservation = of(100);
    user.quota().reserve(reservation);
    providers.system().channels(someone.tenantId()).delete(channel.id());
    user.quota().settle(reservation.id(), Consumption.of(TokenCounts.of(5_000, 0)));
    assertThat(
            providers.query(
                "select currency || ' ' || trim_scale(cost) from lyss_provider.usage_records"
                    + " where reservation_id = '%s'".formatted(reservation.id())))
        .containsExactly("USD 0.005");
  }

  /** Less than nothing would be held, which would make room that nobody has. */
  @Test
  void anEstimateBelowZeroIsRefused() {
    Assertions.assertThatThrownBy(
            () ->
                user.<Integer, RuntimeException>withJooq(
                    jooq ->
                        jooq.fetch(
                                "select * from lyss_provider.reserve_quota({0}, {1}, null, {2}, 'm',"
                                    + " 0, '{\"input\": -1000}', interval '1 hour')",
                                inline(someone.tenantId()),
                                inline(Ids.next()),
                                inline(channel.id()))
                            .size()))
        .hasMessageContaining("an estimate is an object of kinds of tokens and their counts");
    used(0, 0);
  }
}
