package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Outcome;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageDaoTest extends ProviderServiceTest {

  private static final LocalDate DAY = LocalDate.of(2026, 2, 28);

  private final UUID tenant = Ids.next();
  private final Scope.Tenant ann = TestProviders.user(tenant);
  private final Scope.Tenant bob = TestProviders.user(tenant);
  private final Channel channel = providers.channel(tenant, providers.newChannel("m", "n"));

  private void use(Scope.Tenant user, String model, long tokens, String at) {
    QuotaDao quota = providers.as(user).quota();
    NewReservation reservation = NewReservation.of(ChannelRequest.of(model), channel.id(), tokens);
    quota.reserve(reservation);
    quota.settle(
        reservation.id(),
        new Consumption(
            Ids.at(Instant.parse(at)),
            tokens + 1,
            TokenCounts.of(tokens, 1),
            Outcome.OK,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new BigDecimal("0.00000001")),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Json.EMPTY));
  }

  private static DailyUsage usage(LocalDate day, String model, long requests, long prompt) {
    return new DailyUsage(
        day,
        model,
        requests,
        prompt,
        requests,
        prompt + requests,
        new BigDecimal("0.00000001").multiply(BigDecimal.valueOf(requests)));
  }

  @Test
  void usageIsSummedByDayInUtcAndByModel() {
    use(ann, "m", 10, "2026-02-27T23:59:59.999Z");
    use(ann, "m", 20, "2026-02-28T00:00:00Z");
    use(ann, "m", 30, "2026-02-28T23:59:59.999Z");
    use(ann, "n", 40, "2026-02-28T12:00:00Z");
    use(ann, "m", 50, "2026-03-01T00:00:00Z");
    use(bob, "m", 60, "2026-02-28T12:00:00Z");
    UsageDao own = providers.as(ann).usage();
    assertThat(own.daily(ann.userId(), DAY, DAY.plusDays(1)))
        .containsExactly(usage(DAY, "m", 2, 50), usage(DAY, "n", 1, 40));
    assertThat(own.daily(ann.userId(), LocalDate.MIN, LocalDate.MAX))
        .containsExactly(
            usage(DAY.minusDays(1), "m", 1, 10),
            usage(DAY, "m", 2, 50),
            usage(DAY, "n", 1, 40),
            usage(DAY.plusDays(1), "m", 1, 50));
    assertThat(own.daily(bob.userId(), LocalDate.MIN, LocalDate.MAX)).isEmpty();
    assertThat(providers.as(TestProviders.admin(tenant)).usage().dailyOfAll(DAY, DAY.plusDays(1)))
        .containsExactly(usage(DAY, "m", 3, 110), usage(DAY, "n", 1, 40));
    assertThat(own.daily(ann.userId(), DAY, DAY)).isEmpty();
  }

  @Test
  void aUserWithoutGroupsRecordsWhatTheyUsed() {
    Scope.Tenant alone = TestProviders.user(tenant);
    NewUsage usage = NewUsage.of(alone.userId(), channel.id(), "m", TokenCounts.of(1, 1));
    assertThat(providers.as(alone).usage().record(usage)).isTrue();
    Expect.denied(() -> providers.as(alone).usage().record(usage.withGroup(Ids.next())));
  }
}
