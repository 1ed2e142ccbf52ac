package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Dropping months of the ledger changes no balance: in random histories over years, in which only
 * two months are kept, counters and ledger agree, and what is left is what was left before.
 */
@Alone
class QuotaRetentionTest extends ProviderServiceTest {

  private static final int MONTHS = 14;

  private final Seed seed = new Seed();
  private final Random random = seed.random();

  private Instant clock = Instant.now();

  private record Party(Scope.TenantUser user, Channel channel, List<UUID> tokens) {}

  private Party party() {
    UUID tenant = Ids.next();
    Scope.TenantUser user = TestProviders.user(tenant);
    Channel channel =
        providers.channel(tenant, providers.newChannel("m").withLimits(new Quota(1_000_000), 60));
    providers
        .system()
        .budgets(tenant)
        .create(
            NewBudget.ofTenant(
                "month", LimitUnit.AMOUNT, LimitPeriod.MONTH, BigDecimal.valueOf(500)));
    List<UUID> tokens = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      tokens.add(
          providers
              .as(user)
              .tokens()
              .issue(NewToken.of("t" + n).withLimits(new Quota(10_000), 60))
              .details()
              .id());
    }
    return new Party(user, channel, tokens);
  }

  private void happens(Party party) {
    ProviderSession user = providers.as(party.user());
    UUID token = party.tokens().get(random.nextInt(2));
    if (random.nextInt(6) == 0) {
      user.tokens().addQuota(token, Ids.next(), random.nextInt(100));
      return;
    }
    NewReservation reservation =
        new NewReservation(
            Ids.at(clock),
            party.channel().id(),
            Optional.of(token),
            "m",
            random.nextInt(100),
            TokenCounts.NONE,
            NewReservation.HOLD);
    if (user.quota().reserve(reservation).state().isEmpty()) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> user.quota().release(reservation.id());
      case 1 -> {} // expires
      default ->
          user.quota()
              .settle(
                  reservation.id(),
                  Consumption.ofTokens(random.nextInt(150), 0, "USD", new BigDecimal("0.5"))
                      .withId(Ids.at(clock)));
    }
  }

  private Map<String, String> left(Party party) {
    return party.tokens().stream()
        .flatMap(
            token ->
                providers
                    .as(party.user())
                    .quota()
                    .remaining(ChannelRequest.of("m").withToken(token), party.channel().id())
                    .stream()
                    .map(
                        limit -> Map.entry(token + " " + limit.limitId() + limit.measure(), limit)))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                limit -> limit.getValue().held() + " " + limit.getValue().used(),
                (one, other) -> one));
  }

  private long entries() {
    return Long.parseLong(
        providers.query("select count(*) from lyss_provider.quota_entries").get(0));
  }

  @Test
  void balancesOutliveTheMonthsTheyWereMadeOf() {
    List<Party> parties = List.of(party(), party());
    ProviderSession system = providers.system();
    int closed = 0;
    for (int month = 0; month < MONTHS; month++) {
      for (int n = random.nextInt(12); n > 0; n--) {
        happens(parties.get(random.nextInt(2)));
      }
      clock = clock.plus(Duration.ofDays(31));
      providers.stopClock(clock);
      system.maintenance().expireReservations(1000);
      system.storage().createPartitions(1);
      List<Map<String, String>> before = parties.stream().map(this::left).toList();
      long all = entries();
      List<String> dropped = system.storage().dropExpiredPartitions("quota_entries", 2);
      closed += dropped.isEmpty() || entries() == all ? 0 : 1;
      assertThat(parties.stream().map(this::left).toList()).as("%s", seed).isEqualTo(before);
      for (Party party : parties) {
        assertThat(system.quota(party.user().tenantId()).reconcile()).as("%s", seed).isEmpty();
      }
    }
    assertThat(closed).as("%s: months that held something were dropped", seed).isPositive();
  }
}
