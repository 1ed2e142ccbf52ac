package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users of gateways have reported of budgets, rate limits and tokens. */
class OthersLimitFaultsTest extends GatewayFaultsTest {

  /**
   * Who had used up a budget could not even use the models that cost it nothing, because they are
   * free, or paid in another currency.
   */
  @ParameterizedTest
  @EnumSource(
      value = LimitSubject.class,
      names = {"TENANT", "GROUP", "USER", "CHANNEL"})
  void aFreeModelIsServedWhereTheBudgetIsUsedUp(LimitSubject subject) {
    String free = providers.name("local-");
    String unpriced = providers.name("new-");
    String foreign = providers.name("abroad-");
    providers.system().channels(tenant).disable(channel.id());
    channel = channel(model, free, unpriced, foreign);
    price(model, dollars(2, 8));
    price("openai", foreign, "EUR", dollars(2, 8), NOON.minus(Duration.ofDays(300)));
    price(free, dollars(0, 0).with("request", BigDecimal.ZERO));
    budget(subject, LimitUnit.COST, LimitPeriod.MONTH, 1);
    settle(begun(request(model)), used(tokens(MILLION, 0)));
    for (String refused : List.of(model, unpriced)) {
      Reservation answer = providers.as(ann).quota().reserve(request(refused));
      assertThat(answer.exhausted().map(ExhaustedLimit::unit)).contains(LimitUnit.COST);
    }
    RoutingDao routing = providers.as(ann).routing();
    for (String served : List.of(free, foreign)) {
      assertThat(outcome(request(served))).isEqualTo(Reservation.Outcome.RESERVED);
      assertThat(outcome(request(served).withEstimate(tokens(5, 5))))
          .isEqualTo(Reservation.Outcome.RESERVED);
      assertThat(routing.select(ChannelRequest.of(served)).outcome())
          .isEqualTo(Selection.Outcome.SELECTED);
    }
    assertThat(routing.select(ChannelRequest.of(model)).outcome())
        .isEqualTo(
            subject == LimitSubject.CHANNEL
                ? Selection.Outcome.EXHAUSTED
                : Selection.Outcome.SELECTED);
    assertThat(drifts()).isEmpty();
  }

  /** A free model is still one of the requests and of the tokens that are counted. */
  @Test
  void aFreeModelIsRefusedByALimitOfRequests() {
    price(model, dollars(0, 0));
    budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 0);
    budget(LimitSubject.USER, LimitUnit.REQUESTS, LimitPeriod.DAY, 2);
    begun(request(model));
    begun(request(model));
    Reservation third = providers.as(ann).quota().reserve(request(model));
    assertThat(third.exhausted().map(ExhaustedLimit::unit)).contains(LimitUnit.REQUESTS);
  }

  /** A free model was refused because the key had no quota left, of which it needs nothing. */
  @Test
  void aRequestThatNeedsNoQuotaPassesWhereThatOfTheTokenIsUsedUp() {
    UUID token =
        providers
            .as(ann)
            .tokens()
            .issue(NewToken.of("t").withLimits(new Quota(10), 60))
            .details()
            .id();
    ChannelRequest request = ChannelRequest.of(model).withToken(token);
    settle(begun(NewReservation.of(request, channel.id(), 10)), used(tokens(5, 5)));
    RoutingDao routing = providers.as(ann).routing();
    assertThat(routing.select(request.withAmount(0)).outcome())
        .isEqualTo(Selection.Outcome.SELECTED);
    begun(NewReservation.of(request, channel.id(), 0));
    for (ChannelRequest some : List.of(request, request.withAmount(1))) {
      assertThat(routing.select(some).outcome()).isEqualTo(Selection.Outcome.TOKEN_EXHAUSTED);
    }
    providers.as(ann).tokens().disable(token);
    assertThat(routing.select(request.withAmount(0)).outcome())
        .isEqualTo(Selection.Outcome.TOKEN_INVALID);
  }

  /** What was refused for running beside another used up the requests of the minute. */
  @Test
  void whatIsRefusedByOneLimitCountsInNoOther() {
    Budget minute = budget(LimitSubject.USER, LimitUnit.REQUESTS, LimitPeriod.MINUTE, 2);
    budget(LimitSubject.USER, LimitUnit.AT_ONCE, LimitPeriod.TOTAL, 1);
    NewReservation first = begun(request(model));
    NewReservation again = request(model);
    for (int i = 0; i < 5; i++) {
      Reservation refused = providers.as(ann).quota().reserve(again);
      assertThat(refused.exhausted().map(ExhaustedLimit::unit)).contains(LimitUnit.AT_ONCE);
      assertThat(outcome(request(model))).isEqualTo(Reservation.Outcome.USER_EXHAUSTED);
    }
    assertThat(plain(left(minute).remaining().orElseThrow())).isEqualTo("1");
    settle(first, used(tokens(1, 1)));
    begun(again);
    assertThat(plain(left(minute).remaining().orElseThrow())).isEqualTo("0");
  }

  /** Each stream that its reader had closed kept its place, until no request was let in. */
  @Test
  void aRequestThatIsBrokenOffOrLostGivesItsPlaceBack() {
    Budget atOnce = budget(LimitSubject.USER, LimitUnit.AT_ONCE, LimitPeriod.TOTAL, 1);
    for (int i = 0; i < 3; i++) {
      settle(begun(request(model)), used(tokens(9, 1)).withOutcome(RequestOutcome.CANCELLED));
      providers.as(ann).quota().release(begun(request(model)).id());
      NewReservation lost = begun(request(model).withHold(Duration.ofMinutes(1)));
      assertThat(outcome(request(model))).isEqualTo(Reservation.Outcome.USER_EXHAUSTED);
      providers.moveClock(Duration.ofMinutes(2));
      providers.system().maintenance().expireReservations(1000);
      assertThat(plain(left(atOnce).held())).isEqualTo("0");
      NewReservation next = begun(request(model));
      settle(lost, used(tokens(3, 3)));
      assertThat(plain(left(atOnce).held())).isEqualTo("1");
      settle(next, used(tokens(3, 3)));
    }
    assertThat(plain(left(atOnce).remaining().orElseThrow())).isEqualTo("1");
    assertThat(drifts()).isEmpty();
  }

  /** A month was thirty days from the first request, and its end a different day each time. */
  @Test
  void aMonthEndsWithTheCalendarWhereTheTenantIs() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    int year = LocalDate.now(berlin).getYear() + 1;
    providers.system().tenantSettings(tenant).set(TenantSettings.of(1000, berlin));
    Budget month = budget(LimitSubject.USER, LimitUnit.REQUESTS, LimitPeriod.MONTH, 1);
    for (int number = 1; number <= 12; number++) {
      LocalDate first = LocalDate.of(year, number, 1);
      Instant end = first.plusMonths(1).atStartOfDay(berlin).toInstant();
      providers.stopClock(first.atStartOfDay(berlin).toInstant());
      begun(request(model));
      providers.stopClock(end.minusMillis(1));
      Reservation refused = providers.as(ann).quota().reserve(request(model));
      assertThat(refused.exhausted().flatMap(ExhaustedLimit::resetsAt))
          .as("%s", first)
          .contains(end);
      assertThat(left(month).resetsAt()).contains(end);
    }
  }

  /** A team that passed its soft limit told it once for each of its keys, or at each request. */
  @Test
  void aSoftLimitIsToldOnceForEachWhomItIsOf() {
    Budget users =
        budget(
            each(LimitSubject.USER, LimitUnit.AMOUNT, LimitPeriod.DAY, 100)
                .withSoftLimit(BigDecimal.valueOf(30)));
    Budget ofGroup =
        budget(
            each(LimitSubject.GROUP, LimitUnit.AMOUNT, LimitPeriod.DAY, 1000)
                .withSoftLimit(BigDecimal.valueOf(50)));
    List<Scope.TenantUser> members = List.of(ann, TestProviders.user(tenant, group));
    for (int day = 0; day < 2; day++) {
      providers.stopClock(NOON.plus(Duration.ofDays(day)));
      for (Scope.TenantUser member : members) {
        ann = member;
        for (int key = 0; key < 2; key++) {
          UUID token = providers.as(ann).tokens().issue(NewToken.of("t")).details().id();
          for (int i = 0; i < 3; i++) {
            NewReservation request =
                begun(
                    NewReservation.of(ChannelRequest.of(model).withToken(token), channel.id(), 10));
            settle(request, used(tokens(5, 5)));
          }
        }
      }
    }
    assertThat(providers.events("budget:" + users.id())).hasSize(4);
    assertThat(providers.events("budget:" + ofGroup.id())).hasSize(2);
  }

  /** Who got a limit for the first time had used it up already, by what they had used before. */
  @Test
  void aNewBudgetBeginsWithNothingUsed() {
    settle(begun(request(model)), used(tokens(500, 500)));
    NewReservation running = begun(request(model));
    Budget budget = budget(LimitSubject.USER, LimitUnit.TOKENS, LimitPeriod.MONTH, 100);
    Budget atOnce = budget(LimitSubject.USER, LimitUnit.AT_ONCE, LimitPeriod.TOTAL, 1);
    NewReservation next = begun(request(model).withEstimate(tokens(100, 0)));
    settle(running, used(tokens(70, 0)));
    assertThat(plain(left(budget).held())).isEqualTo("100");
    assertThat(plain(left(budget).used())).isEqualTo("0");
    assertThat(plain(left(atOnce).held())).isEqualTo("1");
    settle(next, used(tokens(60, 0)));
    assertThat(plain(left(budget).remaining().orElseThrow())).isEqualTo("40");
    assertThat(plain(left(atOnce).held())).isEqualTo("0");
    assertThat(drifts()).isEmpty();
  }

  /** Who left a team while a request ran left what it held with the team. */
  @Test
  void aGroupThatItsMemberHasLeftGetsBackWhatIsNotUsed() {
    Budget budget = budget(LimitSubject.GROUP, LimitUnit.AMOUNT, LimitPeriod.MONTH, 100);
    Scope.TenantUser member = ann;
    NewReservation settled = begun(NewReservation.of(ChannelRequest.of(model), channel.id(), 60));
    NewReservation released = begun(NewReservation.of(ChannelRequest.of(model), channel.id(), 40));
    ann = new Scope.TenantUser(tenant, member.userId(), Set.of(), member.role());
    settle(settled, used(tokens(20, 5)));
    providers.as(ann).quota().release(released.id());
    assertThat(plain(left(budget, member).held())).isEqualTo("0");
    assertThat(plain(left(budget, member).used())).isEqualTo("25");
    assertThat(drifts()).isEmpty();
  }

  /** A retry at another provider counted as a second request. */
  @Test
  void aRequestThatIsSentElsewhereCountsOnce() {
    Budget requests = budget(LimitSubject.USER, LimitUnit.REQUESTS, LimitPeriod.MONTH, 2);
    UUID token =
        providers
            .as(ann)
            .tokens()
            .issue(NewToken.of("t").withLimits(Quota.UNLIMITED, 1))
            .details()
            .id();
    ChannelRequest request = ChannelRequest.of(model).withToken(token);
    Set<UUID> tried = Set.of();
    List<UUID> served = new ArrayList<>();
    channel(model);
    channel(model);
    for (int attempt = 0; attempt < 3; attempt++) {
      SelectedChannel selected =
          providers.as(ann).routing().select(request.excluding(tried)).channel().orElseThrow();
      served.add(selected.channelId());
      tried = Set.copyOf(served);
      NewReservation held = begun(NewReservation.of(request, selected.channelId(), 10));
      if (attempt < 2) {
        providers.as(ann).quota().release(held.id());
        providers.as(ann).routing().reportFailure(selected.attempt(), ChannelFailure.ofModel());
      } else {
        settle(held, used(tokens(5, 5)));
      }
    }
    assertThat(served).doesNotHaveDuplicates();
    assertThat(plain(left(requests).used())).isEqualTo("1");
    assertThat(sums()).extracting(UsageSum::requests).containsExactly(1L);
    assertThat(outcome(NewReservation.of(request, served.get(2), 1)))
        .isEqualTo(Reservation.Outcome.TOKEN_EXHAUSTED);
  }

  /** A key that was made for a trial became one for good when it was rotated. */
  @Test
  void aRotationLeavesATokenItsEnd() {
    Instant end = NOON.plus(Duration.ofMinutes(30));
    TokenDao tokens = providers.as(ann).tokens();
    IssuedToken first = tokens.issue(NewToken.of("trial").expiring(end));
    IssuedToken second = tokens.rotate(first.details().id(), Ids.next(), Duration.ofHours(1));
    assertThat(second.details().expiresAt()).contains(end);
    providers.stopClock(end);
    for (IssuedToken one : List.of(first, second)) {
      assertThat(providers.service().verify(one.secret().reveal()).outcome())
          .isEqualTo(TokenVerification.Outcome.EXPIRED);
    }
  }

  /** A number beyond what a column holds came back negative, or blocked all that followed. */
  @Test
  void quotaBeyondAllNumbersIsRefusedByName() {
    Channel limited =
        providers.channel(
            tenant, providers.newChannel(model).withLimits(new Quota(Long.MAX_VALUE - 5), 1000));
    UserToken token =
        providers
            .as(ann)
            .tokens()
            .issue(NewToken.of("t").withLimits(new Quota(Long.MAX_VALUE - 5), 1000))
            .details();
    ChannelDao channels = providers.system().channels(tenant);
    TokenDao tokens = providers.as(ann).tokens();
    for (long amount : new long[] {6, Long.MAX_VALUE}) {
      String words = "bigint out of range: amount";
      Expect.refused("", words, () -> channels.addQuota(limited.id(), Ids.next(), amount));
      Expect.refused("", words, () -> tokens.addQuota(token.id(), Ids.next(), amount));
    }
    assertThat(channels.addQuota(limited.id(), Ids.next(), 5).limits().quota())
        .isEqualTo(new Quota(Long.MAX_VALUE));
    for (int i = 0; i < 2; i++) {
      begun(
          NewReservation.of(
              ChannelRequest.of(model).withToken(token.id()), channel.id(), Long.MAX_VALUE / 3));
    }
    Expect.refused(
        "usage_records_amount_check",
        () -> settle(begun(request(model)), used(tokens(1, 1)).withAmount(Long.MAX_VALUE)));
    assertThat(drifts()).isEmpty();
  }

  /** What was used without a limit was forgotten when the key got one. */
  @Test
  void aTokenThatGetsALimitHasUsedWhatItUsedWithoutOne() {
    TokenDao tokens = providers.as(ann).tokens();
    UUID id = tokens.issue(NewToken.of("t")).details().id();
    NewReservation request =
        NewReservation.of(ChannelRequest.of(model).withToken(id), channel.id(), 70);
    settle(begun(request), used(tokens(40, 30)));
    TestProviders.edit(tokens, id, TestProviders.withQuota(new Quota(100)));
    assertThat(outcome(NewReservation.of(ChannelRequest.of(model).withToken(id), channel.id(), 31)))
        .isEqualTo(Reservation.Outcome.TOKEN_EXHAUSTED);
    TestProviders.edit(tokens, id, TestProviders.withQuota(Quota.UNLIMITED));
    begun(NewReservation.of(ChannelRequest.of(model).withToken(id), channel.id(), 31));
    assertThat(drifts()).isEmpty();
  }
}
