package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.UsageWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A tenant for what users of gateways have reported of their money. */
abstract class GatewayFaultsTest extends ProviderServiceTest {

  /** Of the next day, because tokens and channels are made now. */
  static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));

  static final long MILLION = 1_000_000;

  UUID tenant;
  UUID group;
  Scope.TenantUser ann;
  Scope.TenantUser admin;
  String model;
  Channel channel;

  @BeforeEach
  final void create() {
    providers.stopClock(NOON);
    tenant = Ids.next();
    group = Ids.next();
    ann = TestProviders.user(tenant, group);
    admin = TestProviders.admin(tenant);
    model = providers.name("gpt-");
    channel = channel(model);
  }

  final Channel channel(String... models) {
    return providers.channel(tenant, providers.newChannel(models));
  }

  /** Dollars for a million tokens, since long ago. */
  final void price(String of, UnitPrices prices) {
    price("openai", of, "USD", prices, NOON.minus(Duration.ofDays(300)));
  }

  final void price(String type, String of, String currency, UnitPrices prices, Instant from) {
    providers
        .system()
        .prices(tenant)
        .set(NewPrice.of(new PricedModel(type, of), currency, prices).from(from));
  }

  static UnitPrices dollars(int input, int output) {
    return UnitPrices.of(BigDecimal.valueOf(input), BigDecimal.valueOf(output));
  }

  final Budget budget(LimitSubject subject, LimitUnit unit, LimitPeriod period, int limit) {
    return budget(each(subject, unit, period, limit));
  }

  final Budget budget(NewBudget budget) {
    return providers.system().budgets(tenant).create(budget);
  }

  static NewBudget each(LimitSubject subject, LimitUnit unit, LimitPeriod period, int limit) {
    BigDecimal hard = BigDecimal.valueOf(limit);
    String name = subject + " " + unit;
    NewBudget budget =
        subject == LimitSubject.TENANT
            ? NewBudget.ofTenant(name, unit, period, hard)
            : NewBudget.ofEach(name, subject, unit, period, hard);
    return unit == LimitUnit.COST ? budget.withCurrency("USD") : budget;
  }

  static TokenCounts tokens(long input, long output) {
    return TokenCounts.of(input, output);
  }

  final Reservation.Outcome outcome(NewReservation reservation) {
    return providers.as(ann).quota().reserve(reservation).outcome();
  }

  /** A request that is running. */
  final NewReservation begun(NewReservation reservation) {
    Reservation answer = providers.as(ann).quota().reserve(reservation);
    if (answer.outcome() != Reservation.Outcome.RESERVED) {
      throw new AssertionError(answer);
    }
    return reservation;
  }

  final NewReservation request(String of) {
    return NewReservation.of(ChannelRequest.of(of), channel.id(), 0);
  }

  final Consumption used(TokenCounts counts) {
    return Consumption.of(counts).withId(Ids.at(NOON));
  }

  final void settle(NewReservation request, Consumption consumption) {
    providers.as(ann).quota().settle(request.id(), consumption);
  }

  final RemainingQuota left(Budget budget) {
    return left(budget, ann);
  }

  final RemainingQuota left(Budget budget, Scope.TenantUser user) {
    return providers.as(user).quota().remaining(ChannelRequest.of(model), channel.id()).stream()
        .filter(limit -> limit.limitId().equals(budget.id()))
        .findFirst()
        .orElseThrow();
  }

  static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  final List<UsageSum> sums(UsageDimension... by) {
    return providers
        .as(admin)
        .usage()
        .list(UsageQuery.of(UsageWindow.of(Instant.MIN, Instant.MAX), by));
  }

  final List<QuotaDrift> drifts() {
    return providers.system().quota(tenant).reconcile();
  }
}
