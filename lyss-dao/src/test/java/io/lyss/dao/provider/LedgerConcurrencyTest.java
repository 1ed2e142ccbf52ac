package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.OneIn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;

/**
 * Callers want the same limits at once. Nothing is oversold at any time, what a caller was told has
 * happened once, and nothing is left when the holds have expired.
 */
@OneIn(2)
class LedgerConcurrencyTest extends InterruptedCallersTest {

  private static final int REQUESTS = 15;
  private static final long LIMIT = 250;

  private UUID tenant;
  private Scope.TenantUser scope;
  private final Map<UUID, Settlement> told = new ConcurrentHashMap<>();

  @BeforeEach
  void create() {
    tenant = Ids.next();
    scope = TestProviders.user(tenant);
    told.clear();
  }

  @Override
  void run(Interruption interruption, int pace) throws Exception {
    Seed seed = new Seed();
    Channel channel =
        providers.channel(
            tenant, providers.newChannel("m").withLimits(new Quota(LIMIT), 1_000_000));
    BudgetDao budgets = providers.system().budgets(tenant);
    budgets.create(budget(LimitUnit.AMOUNT, LimitPeriod.MONTH, LIMIT + 50));
    budgets.create(budget(LimitUnit.REQUESTS, LimitPeriod.TOTAL, 1000));
    budgets.create(budget(LimitUnit.AT_ONCE, LimitPeriod.TOTAL, 200));
    int repeated =
        interrupted(
            interruption,
            pace,
            seed.random(),
            Duration.ofMinutes(1),
            pool -> {
              ProviderSession user =
                  ProviderService.over(pool).tokenPepper(TestProviders.PEPPER).asUser(scope);
              return random -> () -> requests(user, channel, random);
            },
            this::watch);
    assertThat(repeated).as("calls that were interrupted, %s", seed).isPositive();
    // the pool may still have connections that were cut last
    assertThat(again(() -> providers.system().quota(tenant).reconcile())).as("%s", seed).isEmpty();
    providers.moveClock(Duration.ofHours(1));
    again(() -> providers.system().maintenance().expireReservations(10_000));
    assertThat(providers.system().quota(tenant).reconcile()).as("%s", seed).isEmpty();
    assertThat(
            providers.query(
                """
                select c.measure || ' holds ' || sum(c.held) from lyss_provider.quota_counters as c
                where c.tenant_id = '%1$s'
                group by c.limit_id, c.measure
                having sum(c.held) <> 0
                union all
                select 'used ' || sum(c.used) from lyss_provider.quota_counters as c
                where c.tenant_id = '%1$s' and c.limit_id = '%2$s' and c.measure = 'quota'
                having sum(c.used) <> (
                  select sum(u.amount) from lyss_provider.usage_records as u
                  where u.tenant_id = '%1$s')
                union all
                select 'recorded twice' from lyss_provider.usage_records as u
                where u.tenant_id = '%1$s'
                group by u.reservation_id
                having count(*) > 1
                """
                    .formatted(tenant, channel.id())))
        .as("%s", seed)
        .isEmpty();
    told.forEach(
        (id, settlement) ->
            assertThat(providers.as(scope).quota().release(id))
                .as("%s", seed)
                .isEqualTo(settlement));
  }

  private static NewBudget budget(LimitUnit unit, LimitPeriod period, long limit) {
    return NewBudget.ofTenant(unit + " " + period, unit, period, BigDecimal.valueOf(limit))
        .withSoftLimit(BigDecimal.valueOf(limit / 2));
  }

  private boolean requests(ProviderSession user, Channel channel, Random random) throws Exception {
    for (int i = 0; i < REQUESTS; i++) {
      NewReservation request =
          NewReservation.of(ChannelRequest.of("m"), channel.id(), 1 + random.nextInt(5));
      Reservation answer = call(() -> user.quota().reserve(request));
      if (answer.outcome() != Reservation.Outcome.RESERVED) {
        continue;
      }
      long used = random.nextInt((int) request.amount() + 1);
      Consumption consumption = Consumption.ofTokens(used, 0, "USD", BigDecimal.ONE);
      switch (random.nextInt(4)) {
        case 0 -> told.put(request.id(), call(() -> user.quota().release(request.id())));
        case 1 -> {
          // left to expire
        }
        default ->
            told.put(request.id(), call(() -> user.quota().settle(request.id(), consumption)));
      }
    }
    return true;
  }

  /** Nothing is oversold at any time. */
  private boolean watch() throws InterruptedException {
    assertThat(
            again(
                () ->
                    providers.query(
                        """
                        select c.measure || ' has ' || sum(c.held + c.used)
                        from lyss_provider.quota_counters as c
                        left join lyss_provider.budgets as b on b.tenant_id = c.tenant_id and b.id = c.limit_id
                        where c.tenant_id = '%s' and c.measure in ('quota', 'budget')
                        group by c.limit_id, c.measure, b.hard_limit
                        having sum(c.held + c.used) > case
                          when c.measure = 'quota' then %d
                          else b.hard_limit
                        end
                        """
                            .formatted(tenant, LIMIT))))
        .isEmpty();
    return true;
  }
}
