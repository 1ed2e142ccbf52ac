package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.OneIn;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of many requests at once, no more is held and used than there is, and nothing is lost. */
@Alone
@OneIn(3)
class QuotaConcurrencyTest extends ProviderServiceTest {

  private static final int THREADS = 8;

  private UUID tenant;
  private Scope.TenantUser someone;
  private ProviderSession user;

  @BeforeEach
  void create() {
    tenant = Ids.next();
    someone = TestProviders.user(tenant);
    user = providers.as(someone);
  }

  private Channel channel(long quota) {
    return providers.channel(
        tenant, providers.newChannel("m").withLimits(new Quota(quota), 1_000_000));
  }

  private UUID token(long quota) {
    return user.tokens()
        .issue(NewToken.of("t").withLimits(new Quota(quota), 1_000_000))
        .details()
        .id();
  }

  private static NewReservation of(UUID token, Channel channel, long amount) {
    return NewReservation.of(ChannelRequest.of("m").withToken(token), channel.id(), amount);
  }

  @Test
  void quotaIsNeverOversold() throws Exception {
    Channel channel = channel(100);
    UUID generous = token(1000);
    UUID tight = token(30);
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      UUID token = i % 2 == 0 ? generous : tight;
      calls.add(
          () -> {
            int granted = 0;
            for (int j = 0; j < 20; j++) {
              Reservation answer = user.quota().reserve(of(token, channel, 3));
              if (answer.outcome() == Reservation.Outcome.RESERVED) {
                granted++;
              }
            }
            return token.equals(tight) ? granted * 1000 : granted;
          });
    }
    int answers = Parallel.run(calls).stream().mapToInt(Integer::intValue).sum();
    int ofTight = answers / 1000;
    int ofGenerous = answers % 1000;
    assertThat(ofTight).isLessThanOrEqualTo(10);
    assertThat(ofTight + ofGenerous).isEqualTo(33);
    assertThat(user.channels().get(channel.id()).heldQuota()).isEqualTo(99);
    assertThat(user.tokens().get(tight).heldQuota()).isEqualTo(3L * ofTight);
    assertThat(user.tokens().get(generous).heldQuota()).isEqualTo(3L * ofGenerous);
  }

  /** Otherwise their settlements would wait for each other's commits. */
  @Test
  void connectionsReserveInSlotsOfTheirOwn() throws Exception {
    Channel channel = channel(-1);
    user.quota().reserve(NewReservation.of(ChannelRequest.of("m"), channel.id(), 1));
    providers
        .database()
        .execute(
            """
            insert into lyss_provider.quota_counters
              (tenant_id, limit_id, holder_id, measure, slot, period_start, dealt, room)
            select c.tenant_id, c.limit_id, c.holder_id, c.measure, n, c.period_start, c.dealt, c.room
            from lyss_provider.quota_counters as c, generate_series(1, 31) as n
            where c.limit_id = '%s' and c.measure = 'quota'
            """
                .formatted(channel.id()));
    for (int i = 0; i < 4; i++) {
      try (HikariDataSource one = providers.pool(1)) {
        NewReservation reservation = NewReservation.of(ChannelRequest.of("m"), channel.id(), 1);
        ProviderService.over(one).asUser(someone).quota().reserve(reservation);
        assertThat(
                providers.query(
                    """
                    select l.slot from lyss_provider.quota_reservations as r
                    cross join lateral unnest(r.lines) as l
                    where r.tenant_id = '%s' and r.id = '%s' and l.measure = 'quota'
                    """
                        .formatted(tenant, reservation.id())))
            .containsExactly(slotOf(one));
      }
    }
  }

  private static String slotOf(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid() & 31")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void additionsToAQuotaAllCount() throws Exception {
    Channel channel = channel(100);
    UUID token = token(100);
    Parallel.run(
        Collections.nCopies(
            THREADS,
            () -> providers.system().channels(tenant).addQuota(channel.id(), Ids.next(), 100)));
    Parallel.run(
        Collections.nCopies(THREADS, () -> user.tokens().addQuota(token, Ids.next(), 100)));
    assertThat(user.channels().get(channel.id()).limits().quota()).isEqualTo(new Quota(900));
    assertThat(user.tokens().get(token).limits().quota()).isEqualTo(new Quota(900));
    Expect.refused(
        "user_tokens_quota_check", () -> user.tokens().addQuota(token, Ids.next(), -901));
    Expect.refused(
        "provider_channels_quota_check",
        () -> providers.system().channels(tenant).addQuota(channel.id(), Ids.next(), -901));
    UUID unlimited = token(-1);
    assertThat(user.tokens().addQuota(unlimited, Ids.next(), 5).limits().quota())
        .isEqualTo(Quota.UNLIMITED);
  }

  @Test
  void additionsToABudgetAllCount() throws Exception {
    BudgetDao budgets = providers.system().budgets(tenant);
    UUID budget =
        budgets
            .create(
                NewBudget.ofTenant(
                        "b", LimitUnit.AMOUNT, LimitPeriod.TOTAL, BigDecimal.valueOf(100))
                    .withSoftLimit(BigDecimal.valueOf(80)))
            .id();
    Parallel.run(
        Collections.nCopies(
            THREADS, () -> budgets.add(budget, Ids.next(), BigDecimal.valueOf(100))));
    Budget now = budgets.get(budget);
    assertThat(now.hardLimit()).hasValue(BigDecimal.valueOf(900));
    assertThat(now.softLimit()).hasValue(BigDecimal.valueOf(880));
    Expect.refused(
        "budgets_hard_limit_check",
        () -> budgets.add(budget, Ids.next(), BigDecimal.valueOf(-901)));
    budgets.delete(budget);
  }

  /** What is used beyond what was held is taken from slots that others use at the same time. */
  @Test
  void overrunsAreCountedInFull() throws Exception {
    Channel channel = channel(1200);
    UUID token = token(100_000);
    List<Callable<Long>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(i);
      calls.add(
          () -> {
            long used = 0;
            for (int j = 0; j < 25; j++) {
              NewReservation reservation = of(token, channel, 1);
              if (user.quota().reserve(reservation).outcome() == Reservation.Outcome.RESERVED) {
                int amount = random.nextInt(40);
                user.quota()
                    .settle(
                        reservation.id(), Consumption.ofTokens(amount, 0, "USD", BigDecimal.ONE));
                used += amount;
              }
            }
            return used;
          });
    }
    long used = Parallel.run(calls).stream().mapToLong(Long::longValue).sum();
    assertThat(user.channels().get(channel.id()).usedQuota()).isEqualTo(used);
    assertThat(user.channels().get(channel.id()).heldQuota()).isZero();
    assertThat(used).isBetween(1200L, 1200L + THREADS * 40L);
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  @Test
  void concurrentRepetitionsAreHeldAndRecordedOnce() throws Exception {
    Channel channel = channel(100);
    UUID token = token(100);
    for (int round = 0; round < 5; round++) {
      NewReservation reservation = of(token, channel, 10);
      Callable<Reservation> reserve = () -> user.quota().reserve(reservation);
      assertThat(Parallel.run(Collections.nCopies(THREADS, reserve)))
          .hasSize(THREADS)
          .allMatch(answer -> answer.outcome() == Reservation.Outcome.RESERVED);
      assertThat(user.tokens().get(token).usedQuota()).isEqualTo(4L * round);
      assertThat(user.tokens().get(token).heldQuota()).isEqualTo(10);
      List<Callable<Settlement>> ends = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        ends.add(
            () ->
                user.quota()
                    .settle(reservation.id(), Consumption.ofTokens(1, 3, "USD", BigDecimal.ONE)));
      }
      assertThat(Parallel.run(ends)).hasSize(THREADS).containsOnly(ends.get(0).call());
      assertThat(user.tokens().get(token).usedQuota()).isEqualTo(4L * (round + 1));
    }
    assertThat(
            user.usage().daily(someone.userId(), LocalDate.MIN, LocalDate.MAX).stream()
                .mapToLong(DailyUsage::requests)
                .sum())
        .isEqualTo(5);
  }

  @Test
  void countersAgreeWithReservationsInWhateverOrderRequestsRun() throws Exception {
    Seed seed = new Seed();
    List<Channel> channels = List.of(channel(2000), channel(2000), channel(2000));
    List<UUID> tokens = List.of(token(2000), token(2000));
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS - 1; i++) {
      Random random = new Random(seed.random().nextLong() + i);
      calls.add(
          () -> {
            for (int j = 0; j < 25; j++) {
              request(random, tokens, channels);
            }
            return true;
          });
    }
    calls.add(
        () -> {
          for (int j = 0; j < 25; j++) {
            providers.moveClock(Duration.ofMinutes(1));
            providers.system().maintenance().expireReservations(5);
          }
          return true;
        });
    Parallel.run(calls);
    assertThat(providers.system().quota(tenant).reconcile()).as("%s", seed).isEmpty();
    assertThat(
            providers.query(
                """
                select r.id::text from lyss_provider.quota_reservations as r
                where r.tenant_id = '%1$s' and (r.state = 'settled') <> (
                  select count(*) = 1 from lyss_provider.usage_records as u
                  where u.tenant_id = '%1$s' and u.reservation_id = r.id
                )
                union all
                select distinct r.channel_id::text from lyss_provider.quota_reservations as r
                where r.tenant_id = '%1$s' and r.state in ('reserved', 'settled')
                group by r.channel_id
                having sum(coalesce(r.settled_amount, r.amount)) <> (
                  select sum(c.used + c.held) from lyss_provider.quota_counters as c
                  where c.tenant_id = '%1$s' and c.limit_id = r.channel_id and c.measure = 'quota'
                )
                """
                    .formatted(tenant)))
        .as("%s", seed)
        .isEmpty();
  }

  private void request(Random random, List<UUID> tokens, List<Channel> channels) {
    NewReservation reservation =
        of(
                tokens.get(random.nextInt(tokens.size())),
                channels.get(random.nextInt(channels.size())),
                1 + random.nextInt(5))
            .withHold(Duration.ofMinutes(1 + random.nextInt(3)));
    if (user.quota().reserve(reservation).outcome() != Reservation.Outcome.RESERVED) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> user.quota().release(reservation.id());
      case 1 -> {
        // left to expire
      }
      default ->
          user.quota()
              .settle(
                  reservation.id(),
                  Consumption.ofTokens(
                      random.nextInt(5), random.nextInt(3), "USD", BigDecimal.ONE));
    }
  }
}
