package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Repriced;
import io.lyss.dao.Repricing;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.QuickRun;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets of cost count what requests cost after prices that came late or were wrong. */
class CorrectedBudgetsTest extends ProviderServiceTest {

  /** Of the next day, because ids of usage are made now. */
  private static final Instant NOON =
      Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));

  private static final long MILLION = 1_000_000;

  private UUID tenant;
  private Scope.TenantUser ann;
  private String model;
  private Channel channel;

  @BeforeEach
  void create() {
    providers.stopClock(NOON);
    tenant = Ids.next();
    ann = TestProviders.user(tenant);
    model = providers.name("gpt-");
    channel = providers.channel(tenant, providers.newChannel(model));
  }

  private NewBudget budget(String currency, LimitPeriod period, int limit) {
    NewBudget budget =
        NewBudget.ofTenant("b", LimitUnit.COST, period, BigDecimal.valueOf(limit))
            .withCurrency(currency);
    providers.system().budgets(tenant).create(budget);
    return budget;
  }

  private NewReservation request(long tokens) {
    return NewReservation.of(ChannelRequest.of(model), channel.id(), 0)
        .withEstimate(TokenCounts.of(tokens, 0));
  }

  private Reservation.Outcome reserve(long tokens) {
    return providers.as(ann).quota().reserve(request(tokens)).outcome();
  }

  /** A request that was settled with so many tokens. */
  private void settled(long tokens) {
    NewReservation request = request(0);
    assertThat(providers.as(ann).quota().reserve(request).outcome())
        .isEqualTo(Reservation.Outcome.RESERVED);
    providers
        .as(ann)
        .quota()
        .settle(request.id(), Consumption.of(TokenCounts.of(tokens, 0)).withAmount(0));
  }

  /** The price of a million tokens at all times, as if it had never been another. */
  private void price(String of, String currency, int dollars) {
    providers
        .database()
        .execute("delete from lyss_provider.model_prices where model = '%s'".formatted(of));
    providers
        .system()
        .prices(tenant)
        .set(
            NewPrice.of(
                    new PricedModel("openai", of),
                    currency,
                    UnitPrices.of(BigDecimal.valueOf(dollars), BigDecimal.valueOf(dollars)))
                .from(NOON.minus(Duration.ofDays(10))));
  }

  private UsageDao usage() {
    return providers.system().usage(tenant);
  }

  private static void all(Function<PageRequest, Repriced> batch) {
    Optional<Cursor> next = batch.apply(PageRequest.first(3)).next();
    while (next.isPresent()) {
      next = batch.apply(new PageRequest(3, next)).next();
    }
  }

  private void priceUnpriced() {
    all(page -> usage().priceUnpriced("came late", page));
  }

  private void rerate(String of) {
    all(page -> usage().rerate(new Repricing(of, Instant.MIN, Instant.MAX, "was wrong"), page));
  }

  private RemainingQuota left(NewBudget budget) {
    return providers.as(ann).quota().remaining(ChannelRequest.of(model)).stream()
        .filter(limit -> limit.limitId().equals(budget.id()))
        .collect(Collectors.collectingAndThen(Collectors.toList(), found -> found.get(0)));
  }

  private void hasUsed(NewBudget budget, int used, int remaining) {
    assertThat(left(budget).used()).isEqualByComparingTo(BigDecimal.valueOf(used));
    assertThat(left(budget).remaining().orElseThrow())
        .isEqualByComparingTo(BigDecimal.valueOf(remaining));
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  @Test
  void aPriceThatComesLateCountsOnce() {
    NewBudget budget = budget("USD", LimitPeriod.MONTH, 10);
    settled(4 * MILLION);
    hasUsed(budget, 0, 10);
    price(model, "USD", 2);
    priceUnpriced();
    hasUsed(budget, 8, 2);
    priceUnpriced();
    rerate(model);
    hasUsed(budget, 8, 2);
    assertThat(reserve(2 * MILLION)).isEqualTo(Reservation.Outcome.TENANT_EXHAUSTED);
    assertThat(reserve(MILLION)).isEqualTo(Reservation.Outcome.RESERVED);
  }

  @Test
  void aPriceThatWasWrongIsCountedBeyondTheLimitAndGivenBack() {
    NewBudget budget = budget("USD", LimitPeriod.MONTH, 10);
    price(model, "USD", 2);
    settled(MILLION);
    settled(MILLION);
    price(model, "USD", 20);
    rerate(model);
    hasUsed(budget, 40, 0);
    assertThat(reserve(1)).isEqualTo(Reservation.Outcome.TENANT_EXHAUSTED);
    price(model, "USD", 1);
    rerate(model);
    hasUsed(budget, 2, 8);
    assertThat(reserve(8 * MILLION)).isEqualTo(Reservation.Outcome.RESERVED);
  }

  @Test
  void aRequestThatMovesToAnotherCurrencyMovesToItsBudget() {
    NewBudget dollars = budget("USD", LimitPeriod.TOTAL, 100);
    NewBudget euros = budget("EUR", LimitPeriod.TOTAL, 100);
    price(model, "USD", 3);
    settled(MILLION);
    hasUsed(dollars, 3, 97);
    price(model, "EUR", 2);
    rerate(model);
    hasUsed(dollars, 0, 100);
    hasUsed(euros, 2, 98);
  }

  @Test
  void aCorrectionCountsInThePeriodOfItsRequest() {
    NewBudget day = budget("USD", LimitPeriod.DAY, 10);
    NewBudget ever = budget("USD", LimitPeriod.TOTAL, 100);
    settled(MILLION);
    providers.stopClock(NOON.plus(Duration.ofDays(1)));
    settled(MILLION);
    price(model, "USD", 4);
    priceUnpriced();
    hasUsed(day, 4, 6);
    hasUsed(ever, 8, 92);
  }

  @Test
  void aSoftLimitThatACorrectionPassesIsPublishedOnce() {
    NewBudget budget =
        NewBudget.ofTenant("b", LimitUnit.COST, LimitPeriod.MONTH, BigDecimal.TEN)
            .withCurrency("USD")
            .withSoftLimit(BigDecimal.valueOf(5));
    providers.system().budgets(tenant).create(budget);
    settled(MILLION);
    settled(MILLION);
    price(model, "USD", 3);
    priceUnpriced();
    price(model, "USD", 4);
    rerate(model);
    assertThat(providers.events("budget:" + budget.id()))
        .containsExactly("budget.soft_limit_reached");
  }

  @Test
  void correctionsCountAfterTheReservationWasDeleted() {
    NewBudget budget = budget("USD", LimitPeriod.TOTAL, 10);
    settled(MILLION);
    providers.moveClock(Duration.ofDays(3));
    providers.system().maintenance().forgetReservations(Duration.ofDays(1), 1000);
    assertThat(
            providers.query(
                "select id from lyss_provider.quota_reservations where tenant_id = '%s'"
                    .formatted(tenant)))
        .isEmpty();
    price(model, "USD", 2);
    priceUnpriced();
    hasUsed(budget, 2, 8);
  }

  @Test
  void aRequestWhoseIdIsAheadOfTheClockCounts() {
    providers.stopClock(Instant.now().minus(Duration.ofMinutes(50)));
    NewBudget budget = budget("USD", LimitPeriod.TOTAL, 10);
    settled(MILLION);
    price(model, "USD", 2);
    priceUnpriced();
    hasUsed(budget, 2, 8);
  }

  @Test
  void usageThatWasNotSettledAgainstABudgetIsNotCounted() {
    NewBudget budget = budget("USD", LimitPeriod.TOTAL, 10);
    settled(0);
    providers
        .as(ann)
        .usage()
        .record(NewUsage.of(ann.userId(), channel.id(), model, TokenCounts.of(MILLION, 0)));
    price(model, "USD", 2);
    priceUnpriced();
    assertThat(usage().listUnpriced(PageRequest.first(10)).items()).isEmpty();
    hasUsed(budget, 0, 10);
  }

  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** The second waits for the first: both count if that is committed, else the second alone. */
  @ParameterizedTest
  @CsvSource({"true, false, 10", "true, true, 7", "false, false, 10", "false, true, 5"})
  void aCorrectionAndASettlementAtOnceDoNotLoseEachOther(
      boolean correctionFirst, boolean undone, int used) {
    NewBudget budget = budget("USD", LimitPeriod.TOTAL, 20);
    price(model, "USD", 2);
    settled(MILLION);
    price(model, "USD", 5);
    NewReservation open = request(0);
    providers.as(ann).quota().reserve(open);
    Consumer<ProviderSession> correct =
        session ->
            session
                .usage(tenant)
                .rerate(
                    new Repricing(model, Instant.MIN, Instant.MAX, "was wrong"),
                    PageRequest.first(10));
    Consumer<ProviderSession> settle =
        session ->
            session
                .quota(tenant)
                .settle(open.id(), Consumption.of(TokenCounts.of(MILLION, 0)).withAmount(0));
    List<CompletableFuture<Void>> second = new ArrayList<>();
    try {
      providers
          .system()
          .useTransaction(
              inner -> {
                (correctionFirst ? correct : settle).accept(inner);
                Consumer<ProviderSession> other = correctionFirst ? settle : correct;
                second.add(CompletableFuture.runAsync(() -> other.accept(providers.system())));
                providers.awaitLockWait();
                if (undone) {
                  throw new Undone();
                }
              });
    } catch (Undone e) {
      assertThat(undone).isTrue();
    }
    second.get(0).join();
    hasUsed(budget, used, 20 - used);
  }

  @Test
  void budgetsAlwaysSayWhatTheirRequestsCost() {
    Seed seed = new Seed();
    Random random = seed.random();
    List<String> models = List.of(model, providers.name("gpt-"), providers.name("gpt-"));
    channel = providers.channel(tenant, providers.newChannel(models.toArray(String[]::new)));
    List<Scope.TenantUser> users = List.of(ann, TestProviders.user(tenant));
    for (String currency : List.of("USD", "EUR")) {
      budget(currency, LimitPeriod.TOTAL, 60);
      providers
          .system()
          .budgets(tenant)
          .create(
              NewBudget.ofEach(
                      "b", LimitSubject.USER, LimitUnit.COST, LimitPeriod.TOTAL, BigDecimal.TEN)
                  .withCurrency(currency)
                  .withSoftLimit(BigDecimal.valueOf(4)));
    }
    int steps = QuickRun.some(200);
    for (int step = 0; step < steps; step++) {
      String one = models.get(random.nextInt(models.size()));
      switch (random.nextInt(8)) {
        case 0 -> price(one, random.nextInt(3) == 0 ? "EUR" : "USD", random.nextInt(9));
        case 1 -> priceUnpriced();
        case 2 -> rerate(one);
        default -> {
          QuotaDao quota = providers.as(users.get(random.nextInt(users.size()))).quota();
          NewReservation request =
              NewReservation.of(ChannelRequest.of(one), channel.id(), 0)
                  .withEstimate(TokenCounts.of(random.nextInt(3) * MILLION / 2, 0));
          Consumption used =
              Consumption.of(TokenCounts.of(random.nextInt(4) * MILLION / 3, 0)).withAmount(0);
          if (quota.reserve(request).outcome() == Reservation.Outcome.RESERVED) {
            quota.settle(
                request.id(), random.nextInt(5) == 0 ? used.withCost("USD", BigDecimal.ONE) : used);
          }
        }
      }
      assertThat(providers.query(COUNTED_OTHERWISE.formatted(tenant)))
          .as("%s, step %d", seed, step)
          .isEmpty();
      assertThat(providers.system().quota(tenant).reconcile())
          .as("%s, step %d", seed, step)
          .isEmpty();
    }
  }

  /** Budgets whose used amount differs from what their requests cost, corrections included. */
  private static final String COUNTED_OTHERWISE =
      """
      select b.subject || ' ' || b.currency || ': ' || c.used || ', not ' || k.cost
      from lyss_provider.budgets as b
      cross join lateral (
        select c.holder_id, sum(c.used) as used from lyss_provider.quota_counters as c
        where c.tenant_id = b.tenant_id and c.limit_id = b.id
        group by c.holder_id) as c
      cross join lateral (
        select coalesce(sum(f.cost), 0) as cost
        from lyss_provider.usage_records as r
        cross join lateral (
          select r.currency, r.cost
          union all
          select a.currency, a.cost from lyss_provider.usage_adjustments as a
          where a.tenant_id = r.tenant_id and a.usage_id = r.id) as f
        where r.tenant_id = b.tenant_id and f.currency = b.currency
          and (b.subject = 'tenant' or r.user_id = c.holder_id)) as k
      where b.tenant_id = '%s' and c.used <> k.cost
      """;
}
