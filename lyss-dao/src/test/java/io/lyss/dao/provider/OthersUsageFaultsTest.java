package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Repricing;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.UsageBucket;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.testing.SetBack;
import io.lyss.throwaway.OneIn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of gateways have reported of costs and of sums of usage. */
class OthersUsageFaultsTest extends GatewayFaultsTest {

  private static final PageRequest PAGE = PageRequest.first(1000);

  /** Days that were read one by one came to half as much again as all of them together. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Asia/Kolkata",
        "America/Los_Angeles",
        "Europe/Berlin",
        "Atlantic/Azores",
        "America/Havana",
        "Africa/Cairo",
        "Australia/Lord_Howe"
      })
  @OneIn(4)
  void daysThatAreReadOneByOneAddUpToAllOfThem(String name) {
    ZoneId zone = ZoneId.of(name);
    SetBack days = SetBack.last(zone, NOON);
    List<Instant> midnights = days.midnights();
    record(days.halfHours());
    for (int step = 0; step < 3; step++) {
      for (UsageDao usage : List.of(providers.as(ann).usage(), providers.as(admin).usage())) {
        UsageWindow all = UsageWindow.of(midnights.get(0), midnights.get(3));
        List<UsageSum> sums = usage.list(UsageQuery.of(all.by(UsageBucket.DAY, zone)));
        assertThat(sums)
            .extracting(sum -> sum.bucket().orElseThrow())
            .isEqualTo(midnights.subList(0, 3));
        assertThat(sums).extracting(UsageSum::requests).isEqualTo(days.halfHoursOfDays());
        assertThat(usage.list(UsageQuery.of(all.by(UsageBucket.MONTH, zone))))
            .extracting(sum -> sum.bucket().orElseThrow())
            .isEqualTo(days.months());
        for (int day = 0; day < 3; day++) {
          UsageWindow one = UsageWindow.of(midnights.get(day), midnights.get(day + 1));
          assertThat(usage.list(UsageQuery.of(one.by(UsageBucket.DAY, zone))))
              .containsExactly(sums.get(day));
        }
      }
      if (step == 0) {
        providers.system().tenantSettings(tenant).set(TenantSettings.of(1000, zone));
        providers.system().maintenance().refreshUsage();
      } else {
        providers.system().usage(tenant).keepDays(Instant.MIN, Instant.MAX);
      }
    }
  }

  private void record(List<Instant> times) {
    List<NewUsage> requests = new ArrayList<>();
    for (Instant at : times) {
      requests.add(
          NewUsage.of(ann.userId(), channel.id(), model, tokens(1, 0))
              .withId(Ids.at(at))
              .withCost("USD", BigDecimal.ONE));
    }
    providers.system().usage(tenant).record(requests);
  }

  /** The day of a budget began an hour before or after that of the report on it. */
  @ParameterizedTest
  @ValueSource(strings = {"Atlantic/Azores", "America/Havana", "Africa/Cairo", "Europe/Berlin"})
  @OneIn(4)
  void budgetsAndReportsHaveTheSameDays(String name) {
    ZoneId zone = ZoneId.of(name);
    SetBack days = SetBack.last(zone, NOON);
    providers.system().tenantSettings(tenant).set(TenantSettings.of(1000, zone));
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.DAY, 1000);
    for (Instant at : days.halfHours()) {
      providers.stopClock(at);
      NewReservation request = begun(request(model));
      settle(
          request, Consumption.of(tokens(1, 0)).withId(Ids.at(at)).withCost("USD", BigDecimal.ONE));
      Instant end = left(budget).resetsAt().orElseThrow();
      if (!at.plus(Duration.ofMinutes(30)).isBefore(end)) {
        List<UsageSum> day =
            providers
                .as(ann)
                .usage()
                .list(UsageQuery.of(UsageWindow.of(Instant.MIN, end).by(UsageBucket.DAY, zone)));
        assertThat(day.get(day.size() - 1).cost()).isEqualByComparingTo(left(budget).used());
      }
    }
  }

  /** A cost of 0 that was told was taken for none, and computed instead. */
  @Test
  void aCostOfZeroThatWasToldStays() {
    price(model, dollars(2, 8));
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 10);
    NewUsage usage = NewUsage.of(ann.userId(), channel.id(), model, tokens(MILLION, 0));
    NewUsage charged = usage.withId(Ids.at(NOON)).withCost("USD", BigDecimal.ZERO);
    providers.as(ann).usage().charge(charged);
    providers.as(ann).usage().record(charged.withId(Ids.at(NOON)));
    settle(begun(request(model)), used(tokens(MILLION, 0)).withCost("USD", BigDecimal.ZERO));
    UsageDao system = providers.system().usage(tenant);
    assertThat(system.priceUnpriced("none is", PAGE).adjusted()).isZero();
    Repricing all = new Repricing(model, Instant.MIN, Instant.MAX, "again");
    assertThat(system.rerate(all, PAGE).adjusted()).isZero();
    assertThat(sums()).extracting(UsageSum::requests).containsExactly(3L);
    assertThat(sums()).extracting(UsageSum::unpriced).containsExactly(0L);
    assertThat(sums()).extracting(sum -> plain(sum.cost())).containsExactly("0");
    assertThat(plain(left(budget).used())).isEqualTo("0");
  }

  /** Cached input and the thinking in the output were paid twice, or for nothing. */
  @Test
  void whatAProviderCountsWithinAnotherKindIsPaidOnce() {
    price(
        model,
        UnitPrices.of(BigDecimal.valueOf(2), BigDecimal.TEN)
            .with("input.cached", BigDecimal.ONE)
            .with("output.reasoning", BigDecimal.valueOf(4)));
    Budget budget = budget(LimitSubject.USER, LimitUnit.TOKENS, LimitPeriod.MONTH, 1_000_000);
    Budget cost = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 10);
    TokenCounts within =
        tokens(17_903, 266).including("input.cached", 17_817).including("output.reasoning", 261);
    TokenCounts beside = tokens(86, 5).with("input.cached", 17_817).with("output.reasoning", 261);
    assertThat(within).isEqualTo(beside);
    NewReservation request = begun(request(model).withEstimate(within));
    assertThat(plain(left(cost).held())).isEqualTo("0.019083");
    settle(request, used(within));
    assertThat(plain(left(budget).used())).isEqualTo("18169");
    assertThat(plain(left(cost).used())).isEqualTo("0.019083");
    assertThat(sums()).extracting(UsageSum::promptTokens).containsExactly(17_903L);
    assertThat(sums()).extracting(UsageSum::completionTokens).containsExactly(266L);
    assertThat(sums()).extracting(sum -> plain(sum.cost())).containsExactly("0.019083");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokens(10, 0).including("input.cached", 11));
  }

  /**
   * What a second provider served cost what the first one takes, or what that failed at nothing.
   */
  @Test
  void eachAttemptCostsWhatItsProviderTakes() {
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 100);
    Instant begin = NOON.minus(Duration.ofDays(300));
    price("openai", model, "USD", dollars(2, 8), begin);
    price("anthropic", model, "USD", dollars(5, 20), begin);
    Channel second =
        providers.channel(
            tenant,
            NewChannel.of(
                providers.name("Channel "),
                providers.system().types().get("anthropic").id(),
                TestProviders.KEY,
                Models.of(model)));
    settle(begun(request(model)), used(tokens(MILLION, 0)).withOutcome(RequestOutcome.FAILED));
    NewReservation again =
        begun(
            NewReservation.of(ChannelRequest.of(model), second.id(), 0)
                .withEstimate(tokens(MILLION, 0)));
    assertThat(plain(left(budget).held())).isEqualTo("5");
    settle(again, used(tokens(MILLION, 0)));
    assertThat(plain(left(budget).used())).isEqualTo("7");
    assertThat(sums(UsageDimension.PROVIDER_TYPE, UsageDimension.OUTCOME))
        .extracting(
            sum -> sum.providerType().get() + " " + sum.outcome().get() + " " + plain(sum.cost()))
        .containsExactly("anthropic OK 5", "openai FAILED 2");
  }

  /** A stream that its reader had closed was paid back in full, and held against the channel. */
  @Test
  void whatIsBrokenOffCostsWhatItHadUsed() {
    price(model, dollars(2, 8));
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 10);
    NewReservation stream = begun(request(model).withEstimate(tokens(MILLION / 2, MILLION)));
    assertThat(plain(left(budget).held())).isEqualTo("9");
    settle(stream, used(tokens(MILLION / 2, MILLION / 100)).withOutcome(RequestOutcome.CANCELLED));
    assertThat(plain(left(budget).held())).isEqualTo("0");
    assertThat(plain(left(budget).used())).isEqualTo("1.08");
    assertThat(providers.as(admin).channels().get(channel.id()).failures()).isZero();
    assertThat(sums(UsageDimension.OUTCOME))
        .extracting(sum -> sum.outcome().get() + " " + plain(sum.cost()))
        .containsExactly("CANCELLED 1.08");
  }

  /** What was paid back for a stream without an end stayed so when the provider's bill came. */
  @Test
  void whatWasReleasedByMistakeIsChargedOnce() {
    price(model, dollars(2, 8));
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 10);
    NewReservation stream = begun(request(model).withEstimate(tokens(MILLION, 0)));
    providers.as(ann).quota().release(stream.id());
    NewUsage bill =
        NewUsage.of(ann.userId(), channel.id(), model, tokens(MILLION, 0)).withId(Ids.at(NOON));
    assertThat(providers.as(ann).usage().charge(bill)).isTrue();
    assertThat(providers.as(ann).usage().charge(bill)).isFalse();
    assertThat(providers.as(ann).quota().settle(stream.id(), used(tokens(MILLION, 0))).state())
        .isEqualTo(ReservationState.RELEASED);
    assertThat(plain(left(budget).used())).isEqualTo("2");
    assertThat(sums()).extracting(UsageSum::requests).containsExactly(1L);
    assertThat(drifts()).isEmpty();
  }

  /** A refusal by the provider, of which nothing was used, waited for a price for ever. */
  @Test
  void aFailureThatUsedNothingNeedsNoPrice() {
    settle(begun(request(model)), used(TokenCounts.NONE).withOutcome(RequestOutcome.FAILED));
    settle(begun(request(model)), used(tokens(1, 1)).withOutcome(RequestOutcome.FAILED));
    assertThat(sums()).extracting(UsageSum::requests).containsExactly(2L);
    assertThat(sums()).extracting(UsageSum::unpriced).containsExactly(1L);
    assertThat(providers.system().usage(tenant).listUnpriced(PAGE).items()).hasSize(1);
  }

  /** Images, of which the price list had no tokens, were free. */
  @Test
  void whatIsPaidByThePieceIsNotFree() {
    price(
        model,
        UnitPrices.of("input", BigDecimal.ONE).with("request.image", new BigDecimal("0.04")));
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 10);
    settle(begun(request(model)), used(tokens(MILLION, 0).with("request.image", 3)));
    assertThat(plain(left(budget).used())).isEqualTo("1.12");
    settle(begun(request(model)), used(tokens(MILLION, 0).with("output.image", 3)));
    assertThat(sums()).extracting(UsageSum::unpriced).containsExactly(1L);
    price(
        "openai",
        model,
        "USD",
        UnitPrices.of(BigDecimal.ONE, BigDecimal.valueOf(100)),
        NOON.minus(Duration.ofDays(400)));
    assertThat(providers.system().usage(tenant).priceUnpriced("none then", PAGE).adjusted())
        .isZero();
  }

  /** A price that rose while requests ran was asked for what had begun before. */
  @Test
  void aRequestCostsWhatWasAskedWhenItWasMade() {
    price(model, dollars(2, 8));
    price("openai", model, "USD", dollars(4, 16), NOON.plusSeconds(60));
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 100);
    NewReservation before = begun(request(model).withEstimate(tokens(MILLION, 0)));
    providers.stopClock(NOON.plusSeconds(120));
    NewReservation after = begun(request(model).withEstimate(tokens(MILLION, 0)));
    assertThat(plain(left(budget).held())).isEqualTo("6");
    settle(before, Consumption.of(tokens(MILLION, 0)).withId(Ids.at(NOON)));
    assertThat(plain(left(budget).held())).isEqualTo("4");
    settle(after, Consumption.of(tokens(MILLION, 0)).withId(Ids.at(NOON.plusSeconds(120))));
    assertThat(plain(left(budget).held())).isEqualTo("0");
    assertThat(plain(left(budget).used())).isEqualTo("6");
    assertThat(drifts()).isEmpty();
  }

  /** What a key, a team or a user had used was gone from the reports when they were. */
  @Test
  void whatIsGoneIsStillSummedUp() {
    UUID token = providers.as(ann).tokens().issue(NewToken.of("t")).details().id();
    Budget budget = budget(LimitSubject.TENANT, LimitUnit.TOKENS, LimitPeriod.MONTH, 1000);
    ChannelRequest request = ChannelRequest.of(model).withToken(token);
    settle(
        begun(NewReservation.of(request, channel.id(), 10)), used(tokens(6, 4)).withGroup(group));
    NewReservation running = begun(NewReservation.of(request, channel.id(), 10));
    providers.system().maintenance().refreshUsage();
    List<UsageSum> before = sums(UsageDimension.values());
    assertThat(before).extracting(UsageSum::tokenId).containsExactly(Optional.of(token));
    providers.system().channels(tenant).delete(channel.id());
    providers.system().tokens(tenant).revokeByUser(ann.userId());
    providers.system().personalData().erase(tenant, ann.userId(), 1000);
    assertThat(sums(UsageDimension.values())).isEqualTo(before);
    providers.system().quota(tenant).settle(running.id(), used(tokens(6, 4)).withGroup(group));
    assertThat(sums(UsageDimension.values())).extracting(UsageSum::requests).containsExactly(2L);
    assertThat(
            providers.as(admin).quota().remaining(ChannelRequest.of(model)).stream()
                .filter(limit -> limit.limitId().equals(budget.id()))
                .map(limit -> plain(limit.used())))
        .containsExactly("20");
    assertThat(drifts()).isEmpty();
  }
}
