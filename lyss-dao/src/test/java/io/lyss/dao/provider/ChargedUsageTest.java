package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Repricing;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Usage without a reservation that is charged counts in full, once, wherever a reservation would.
 */
class ChargedUsageTest extends ProviderServiceTest {

  /** Of the next day, because tokens and channels are made now. */
  private static final Instant NOON =
      Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));

  private static final long MILLION = 1_000_000;

  private UUID tenant;
  private UUID group;
  private Scope.TenantUser ann;
  private String model;
  private Channel channel;
  private UserToken token;

  @BeforeEach
  void create() {
    providers.stopClock(NOON);
    tenant = Ids.next();
    group = Ids.next();
    ann = TestProviders.user(tenant, group);
    model = providers.name("gpt-");
    channel =
        providers.channel(tenant, providers.newChannel(model).withLimits(new Quota(100), 1000));
    token =
        providers
            .as(ann)
            .tokens()
            .issue(NewToken.of("t").withLimits(new Quota(100), 1000))
            .details();
  }

  private Budget budget(LimitSubject subject, LimitUnit unit, LimitPeriod period, int limit) {
    NewBudget budget =
        subject == LimitSubject.TENANT
            ? NewBudget.ofTenant(unit.name(), unit, period, BigDecimal.valueOf(limit))
            : NewBudget.ofEach(unit.name(), subject, unit, period, BigDecimal.valueOf(limit));
    return providers
        .system()
        .budgets(tenant)
        .create(unit == LimitUnit.COST ? budget.withCurrency("USD") : budget);
  }

  private NewUsage used(long amount) {
    return used(amount, NOON);
  }

  private NewUsage used(long amount, Instant at) {
    return NewUsage.of(ann.userId(), channel.id(), model, TokenCounts.of(amount, 0))
        .withId(Ids.at(at))
        .withToken(token.id())
        .withGroup(group)
        .withCost("USD", BigDecimal.valueOf(amount).movePointLeft(1));
  }

  private boolean charge(NewUsage usage) {
    return providers.as(ann).usage().charge(usage);
  }

  private Reservation.Outcome reserve(long amount) {
    return providers
        .as(ann)
        .quota()
        .reserve(
            NewReservation.of(ChannelRequest.of(model).withToken(token.id()), channel.id(), amount))
        .outcome();
  }

  /**
   * What was used of each limit that applies, by its subject and its unit; and that it reconciles.
   */
  private Map<String, String> used() {
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
    Map<String, String> used = new TreeMap<>();
    providers
        .as(ann)
        .quota()
        .remaining(ChannelRequest.of(model).withToken(token.id()), channel.id())
        .forEach(
            limit -> {
              assertThat(limit.held()).isZero();
              used.put(
                  limit.subject() + " " + limit.measure() + " " + limit.name().orElse(""),
                  limit.used().stripTrailingZeros().toPlainString());
            });
    return used;
  }

  private String used(Budget budget) {
    return used().entrySet().stream()
        .filter(limit -> limit.getKey().endsWith(" " + budget.name()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private List<String> ledger() {
    return providers.query(
        "select kind from lyss_provider.quota_entries where tenant_id = '%s' order by recorded_at, kind"
            .formatted(tenant));
  }

  @Test
  void itCountsInEachLimitThatApplies() {
    providers
        .system()
        .tenantSettings(tenant)
        .set(TenantSettings.of(1000, ZoneId.of("Asia/Kathmandu")));
    budget(LimitSubject.TENANT, LimitUnit.TOKENS, LimitPeriod.MONTH, 1000);
    budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.DAY, 1000);
    budget(LimitSubject.GROUP, LimitUnit.REQUESTS, LimitPeriod.HOUR, 1000);
    budget(LimitSubject.TENANT, LimitUnit.AT_ONCE, LimitPeriod.TOTAL, 1);
    NewUsage usage = used(30);
    assertThat(charge(usage)).isTrue();
    Map<String, String> once =
        Map.of(
            "TOKEN QUOTA ", "30",
            "TOKEN RATE_LIMIT ", "1",
            "CHANNEL QUOTA ", "30",
            "CHANNEL RATE_LIMIT ", "1",
            "TENANT API_CALLS ", "1",
            "TENANT BUDGET TOKENS", "30",
            "USER BUDGET COST", "3",
            "GROUP BUDGET REQUESTS", "1",
            "TENANT BUDGET AT_ONCE", "0");
    assertThat(used()).isEqualTo(once);
    assertThat(ledger()).containsExactly("charge");
    assertThat(charge(usage)).isFalse();
    assertThat(charge(used(99).withId(usage.id()))).isFalse();
    assertThat(used()).isEqualTo(once);
    assertThat(ledger()).containsExactly("charge");
    assertThat(reserve(71)).isEqualTo(Reservation.Outcome.TOKEN_EXHAUSTED);
    assertThat(reserve(70)).isEqualTo(Reservation.Outcome.RESERVED);
  }

  @Test
  void whatIsBeyondALimitCountsInFull() {
    Budget budget = budget(LimitSubject.TENANT, LimitUnit.COST, LimitPeriod.TOTAL, 5);
    assertThat(charge(used(130))).isTrue();
    assertThat(charge(used(20))).isTrue();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "150").containsEntry("TOKEN QUOTA ", "150");
    assertThat(used(budget)).isEqualTo("15");
    assertThat(reserve(1)).isNotEqualTo(Reservation.Outcome.RESERVED);
  }

  @Test
  void whatWasRecordedInAnotherWayIsNotCountedAgain() {
    NewUsage recorded = used(10);
    providers.as(ann).usage().record(recorded);
    assertThat(charge(recorded)).isFalse();
    NewReservation held = NewReservation.of(ChannelRequest.of(model), channel.id(), 10);
    Consumption consumption = Consumption.of(TokenCounts.of(10, 0)).withId(Ids.at(NOON));
    providers.as(ann).quota().reserve(held);
    providers.as(ann).quota().settle(held.id(), consumption);
    assertThat(charge(used(10).withId(consumption.id()))).isFalse();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "10").containsEntry("TOKEN QUOTA ", "0");
    NewUsage charged = used(5);
    assertThat(charge(charged)).isTrue();
    assertThat(providers.as(ann).usage().record(charged)).isFalse();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "15");
  }

  @Test
  void itCountsInThePeriodOfItsRequest() {
    Budget today = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.DAY, 50);
    assertThat(charge(used(7, NOON.minus(Duration.ofDays(1))))).isTrue();
    assertThat(used(today)).as("of a limit that nobody has used before").isEqualTo("0");
    assertThat(charge(used(20))).isTrue();
    assertThat(charge(used(11, NOON.minus(Duration.ofDays(1))))).isTrue();
    assertThat(used(today)).isEqualTo("20");
    assertThat(charge(used(1, NOON.plus(Duration.ofMinutes(50))))).as("ahead").isTrue();
    assertThat(used(today)).isEqualTo("21");
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "39");
    providers.stopClock(NOON.plus(Duration.ofDays(1)));
    assertThat(charge(used(5, NOON.plus(Duration.ofDays(1))))).isTrue();
    assertThat(used(today)).isEqualTo("5");
    assertThat(
            providers.query(
                """
                select l.period_start::date - date '%s' || ' ' || sum(l.used)
                from lyss_provider.quota_entries as e, unnest(e.lines) as l
                where e.tenant_id = '%s' and l.measure = 'budget'
                group by l.period_start
                order by l.period_start
                """
                    .formatted(NOON.toString().substring(0, 10), tenant)))
        .containsExactly("-1 18", "0 21", "1 5");
  }

  @Test
  void aClockThatIsAheadBeginsNoPeriod() {
    providers.stopClock(NOON.plus(Duration.ofHours(12)).minusSeconds(600));
    Budget today = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.DAY, 50);
    assertThat(charge(used(20, NOON.plus(Duration.ofHours(12))))).isTrue();
    assertThat(used(today)).isEqualTo("20");
  }

  @Test
  void aSoftLimitThatItPassesIsPublishedOnce() {
    NewBudget budget =
        NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.TOTAL, BigDecimal.valueOf(90))
            .withSoftLimit(BigDecimal.valueOf(40));
    providers.system().budgets(tenant).create(budget);
    List<Integer> events = new ArrayList<>();
    for (int amount : new int[] {40, 1, 50, 5}) {
      charge(used(amount));
      events.add(providers.events("budget:" + budget.id()).size());
    }
    assertThat(events).containsExactly(0, 1, 1, 1);
  }

  @Test
  void aPeriodThatIsOverPublishesNothing() {
    NewBudget budget =
        NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.DAY, BigDecimal.valueOf(90))
            .withSoftLimit(BigDecimal.valueOf(40));
    providers.system().budgets(tenant).create(budget);
    charge(used(30));
    budget(LimitSubject.USER, LimitUnit.REQUESTS, LimitPeriod.TOTAL, 9); // which nobody has used
    charge(used(30, NOON.minus(Duration.ofDays(1))));
    assertThat(providers.events("budget:" + budget.id())).isEmpty();
    charge(used(11));
    assertThat(providers.events("budget:" + budget.id())).hasSize(1);
  }

  @Test
  void itCostsItsBudgetsWhatItsPriceSaysAlsoWhenThatComesLate() {
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 10);
    NewUsage usage =
        NewUsage.of(ann.userId(), channel.id(), model, TokenCounts.of(MILLION, 0))
            .withId(Ids.at(NOON));
    assertThat(charge(usage)).isTrue();
    assertThat(used(budget)).isEqualTo("0");
    price(4);
    UsageDao system = providers.system().usage(tenant);
    assertThat(system.priceUnpriced("late", PageRequest.first(10)).adjusted()).isEqualTo(2);
    assertThat(used(budget)).isEqualTo("4");
    assertThat(charge(usage.withId(Ids.at(NOON)))).isTrue();
    assertThat(used(budget)).isEqualTo("8");
    price(1);
    system.rerate(
        new Repricing(model, Instant.MIN, Instant.MAX, "was wrong"), PageRequest.first(10));
    assertThat(used(budget)).isEqualTo("2");
  }

  /** The id of a reservation says nothing of usage that has the same. */
  @Test
  void aCorrectionFindsWhatWasChargedAndNotAReservationOfThatId() {
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 100);
    price(4);
    UUID id = Ids.at(NOON);
    NewUsage usage =
        NewUsage.of(ann.userId(), channel.id(), model, TokenCounts.of(MILLION, 0)).withId(id);
    NewReservation held =
        new NewReservation(
            id,
            channel.id(),
            Optional.empty(),
            model,
            0,
            new TokenCounts(Map.of()),
            NewReservation.HOLD);
    providers.as(ann).quota().reserve(held);
    providers
        .as(ann)
        .quota()
        .settle(id, Consumption.of(TokenCounts.of(MILLION, 0)).withAmount(0).withId(Ids.at(NOON)));
    assertThat(charge(usage)).isTrue();
    assertThat(used(budget)).isEqualTo("8");
    price(5);
    providers
        .system()
        .usage(tenant)
        .rerate(new Repricing(model, Instant.MIN, Instant.MAX, "was wrong"), PageRequest.first(10));
    assertThat(used(budget)).isEqualTo("10");
  }

  private void price(int dollars) {
    providers
        .database()
        .execute("delete from lyss_provider.model_prices where model = '%s'".formatted(model));
    providers
        .system()
        .prices(tenant)
        .set(
            NewPrice.of(
                    new PricedModel("openai", model),
                    "USD",
                    UnitPrices.of(BigDecimal.valueOf(dollars), BigDecimal.valueOf(dollars)))
                .from(NOON.minus(Duration.ofDays(10))));
  }

  @Test
  void systemWorkChargesAnybodysForTheGroupThatItNames() {
    UUID other = Ids.next();
    ann = new Scope.TenantUser(tenant, ann.userId(), Set.of(group, other), ann.role());
    Budget budget = budget(LimitSubject.GROUP, LimitUnit.AMOUNT, LimitPeriod.TOTAL, 100);
    providers.system().usage(tenant).charge(used(5));
    charge(used(20));
    assertThat(
            providers.query(
                "select sum(used) from lyss_provider.quota_counters where limit_id = '%s' group by holder_id order by holder_id = '%s'"
                    .formatted(budget.id(), group)))
        .containsExactly("20", "25");
  }

  @Test
  void whatIsGoneOrForbiddenByNowCounts() {
    providers.as(ann).tokens().revoke(token.id());
    providers.system().channels(tenant).disable(channel.id());
    assertThat(charge(used(10))).isTrue();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "10");
    Budget budget = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.TOTAL, 100);
    NewUsage last = used(20);
    providers.system().channels(tenant).delete(channel.id());
    assertThat(providers.system().usage(tenant).charge(last)).isTrue();
    assertThat(
            providers.as(ann).quota().remaining(ChannelRequest.of(model)).stream()
                .filter(limit -> limit.limitId().equals(budget.id()))
                .map(RemainingQuota::used))
        .containsExactly(BigDecimal.valueOf(20));
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  @Test
  void usersChargeWhatIsTheirs() {
    Scope.TenantUser bob = TestProviders.user(tenant);
    Expect.denied(() -> providers.as(bob).usage().charge(used(1)));
    Expect.denied(() -> charge(used(1).withGroup(Ids.next())));
    NewUsage usage = used(1);
    charge(usage);
    Expect.conflict(
        "usage_records_tenant_id_id_recorded_at_pk",
        "the id is that of a request of another user",
        () ->
            providers
                .as(bob)
                .usage()
                .charge(
                    NewUsage.of(bob.userId(), channel.id(), model, TokenCounts.of(1, 0))
                        .withId(usage.id())));
  }

  /** Limits have several slots by then, and each call wants some of the same. */
  @Test
  void callersAtOnceCountAllAndBlockNobody() throws Exception {
    channel =
        providers.channel(
            tenant, providers.newChannel(model).withLimits(new Quota(400), 1_000_000));
    token =
        providers
            .as(ann)
            .tokens()
            .issue(NewToken.of("u").withLimits(new Quota(100_000), 1_000_000))
            .details();
    Budget soft = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.HOUR, 300);
    List<Callable<Long>> calls = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      Random random = new Random(caller);
      calls.add(
          () -> {
            long sum = 0;
            for (int i = 0; i < 12; i++) {
              long amount = random.nextInt(8);
              if (random.nextInt(3) > 0) {
                NewUsage usage = used(amount);
                assertThat(charge(usage)).isTrue();
                sum += amount;
                continue;
              }
              NewReservation request =
                  NewReservation.of(
                      ChannelRequest.of(model).withToken(token.id()), channel.id(), amount);
              if (providers.as(ann).quota().reserve(request).outcome()
                  == Reservation.Outcome.RESERVED) {
                providers
                    .as(ann)
                    .quota()
                    .settle(
                        request.id(),
                        Consumption.ofTokens(amount, 0, "USD", BigDecimal.ONE)
                            .withId(Ids.at(NOON)));
                sum += amount;
              }
            }
            return sum;
          });
    }
    long sum = Parallel.run(calls).stream().mapToLong(Long::longValue).sum();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", Long.toString(sum));
    assertThat(used(soft)).isEqualTo(Long.toString(sum));
  }

  /**
   * Two that charge one id at once: the second waits for the first, and counts if that is undone.
   */
  @Test
  void ofTwoWithOneIdOneCounts() throws Exception {
    NewUsage usage = used(10);
    List<Boolean> answers =
        Parallel.run(
            List.of(
                () -> charge(usage),
                () -> charge(usage),
                () -> charge(usage),
                () -> charge(usage)));
    assertThat(answers).containsExactlyInAnyOrder(true, false, false, false);
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "10");
    assertThat(ledger()).containsExactly("charge");
  }
}
