package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A user with a token and a channel, who charges usage, and budgets that it counts in. */
abstract class ChargedUsageFixture extends ProviderServiceTest {

  /** Of the next day, because tokens and channels are made now. */
  static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));

  static final long MILLION = 1_000_000;

  UUID tenant;
  UUID group;
  Scope.TenantUser ann;
  String model;
  Channel channel;
  UserToken token;

  @BeforeEach
  final void create() {
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

  final Budget budget(LimitSubject subject, LimitUnit unit, LimitPeriod period, int limit) {
    NewBudget budget =
        subject == LimitSubject.TENANT
            ? NewBudget.ofTenant(unit.name(), unit, period, BigDecimal.valueOf(limit))
            : NewBudget.ofEach(unit.name(), subject, unit, period, BigDecimal.valueOf(limit));
    return providers
        .system()
        .budgets(tenant)
        .create(unit == LimitUnit.COST ? budget.withCurrency("USD") : budget);
  }

  final NewUsage used(long amount) {
    return used(amount, NOON);
  }

  final NewUsage used(long amount, Instant at) {
    return NewUsage.of(ann.userId(), channel.id(), model, TokenCounts.of(amount, 0))
        .withId(Ids.at(at))
        .withToken(token.id())
        .withGroup(group)
        .withCost("USD", BigDecimal.valueOf(amount).movePointLeft(1));
  }

  final boolean charge(NewUsage usage) {
    return providers.as(ann).usage().charge(usage);
  }

  final Reservation.Outcome reserve(long amount) {
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
  final Map<String, String> used() {
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

  final String used(Budget budget) {
    return used().entrySet().stream()
        .filter(limit -> limit.getKey().endsWith(" " + budget.name()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }
}
