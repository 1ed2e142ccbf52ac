package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.OneIn;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Eight callers want the same limits at once, and their connections end at any moment. Each repeats
 * a call that it has no answer to. Nothing is oversold at any time, each answered call has happened
 * once, and nothing is held when all reservations have expired.
 */
@OneIn(2)
class LedgerConcurrencyTest extends ProviderServiceTest {

  private static final int CALLERS = 8;
  private static final int REQUESTS = 15;
  private static final long LIMIT = 250;

  private UUID tenant;
  private Scope.TenantUser scope;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final Map<UUID, Settlement> told = new ConcurrentHashMap<>();

  @BeforeEach
  void create() {
    tenant = Ids.next();
    scope = TestProviders.user(tenant);
    repeated.set(0);
    told.clear();
  }

  @Test
  void connectionsAreCut() throws Exception {
    run(
        random -> {
          providers.query(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and usename = 'lyss_test_app'
              order by random() limit 2
              """);
          Thread.sleep(50 + random.nextInt(100));
        });
  }

  /**
   * PostgreSQL ends all connections and recovers from its log if one of its processes is killed.
   * What is thrown away after the tests does not wait for the log; this does.
   */
  @Test
  @Alone
  void theServerIsKilled() throws Exception {
    assumeTrue(process(providers.query("select pg_backend_pid()").get(0)).isPresent());
    providers
        .database()
        .execute(
            "alter database %s set synchronous_commit = on".formatted(providers.database().name()));
    run(
        random -> {
          Thread.sleep(50 + random.nextInt(250));
          List<String> processes =
              again(
                  () ->
                      providers.query(
                          """
                          select pid from pg_stat_activity
                          where datname = current_database() and usename = 'lyss_test_app'
                          """));
          if (!processes.isEmpty()) {
            process(processes.get(random.nextInt(processes.size())))
                .ifPresent(ProcessHandle::destroyForcibly);
            awaitRecovery();
          }
        });
  }

  /** The server notices a moment later, and ends all connections before it recovers. */
  private void awaitRecovery() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    boolean ended = false;
    while (!ended && System.nanoTime() < end) {
      try {
        providers.query("select pg_sleep(0.01)");
      } catch (IllegalStateException e) {
        ended = true;
      }
    }
    again(() -> providers.query("select 1"));
  }

  /** A process of the server, if that runs on this machine. */
  private static Optional<ProcessHandle> process(String id) {
    return ProcessHandle.of(Long.parseLong(id))
        .filter(process -> process.info().command().orElse("").contains("postgres"));
  }

  private interface Interruption {
    void happen(Random random) throws Exception;
  }

  private void run(Interruption interruption) throws Exception {
    Seed seed = new Seed();
    Channel channel =
        providers.channel(
            tenant, providers.newChannel("m").withLimits(new Quota(LIMIT), 1_000_000));
    BudgetDao budgets = providers.system().budgets(tenant);
    budgets.create(budget(LimitUnit.AMOUNT, LimitPeriod.MONTH, LIMIT + 50));
    budgets.create(budget(LimitUnit.REQUESTS, LimitPeriod.TOTAL, 1000));
    budgets.create(budget(LimitUnit.AT_ONCE, LimitPeriod.TOTAL, 200));
    HikariConfig config = providers.config(CALLERS);
    config.setConnectionTimeout(2000);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      ProviderSession user =
          ProviderService.over(pool).tokenPepper(TestProviders.PEPPER).asUser(scope);
      running.set(CALLERS);
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Random random = new Random(seed.random().nextLong() + i);
        calls.add(() -> requests(user, channel, random));
      }
      Random random = seed.random();
      calls.add(
          () -> {
            while (running.get() > 0) {
              interruption.happen(random);
            }
            return true;
          });
      calls.add(this::watch);
      Parallel.run(calls);
    }
    assertThat(repeated.get()).as("calls that were interrupted, %s", seed).isPositive();
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
    try {
      for (int i = 0; i < REQUESTS; i++) {
        NewReservation request =
            NewReservation.of(ChannelRequest.of("m"), channel.id(), 1 + random.nextInt(5));
        Reservation answer = again(() -> user.quota().reserve(request));
        if (answer.outcome() != Reservation.Outcome.RESERVED) {
          continue;
        }
        long used = random.nextInt((int) request.amount() + 1);
        Consumption consumption = Consumption.ofTokens(used, 0, "USD", BigDecimal.ONE);
        switch (random.nextInt(4)) {
          case 0 -> told.put(request.id(), again(() -> user.quota().release(request.id())));
          case 1 -> {
            // left to expire
          }
          default ->
              told.put(request.id(), again(() -> user.quota().settle(request.id(), consumption)));
        }
      }
      return true;
    } finally {
      running.decrementAndGet();
    }
  }

  /** Repeats a call until it is answered. */
  private <T> T again(Supplier<T> call) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (true) {
      try {
        return call.get();
      } catch (LyssException | IllegalStateException e) {
        if (System.nanoTime() > end || isOfLocks(e)) {
          throw e;
        }
        repeated.incrementAndGet();
        Thread.sleep(5);
      }
    }
  }

  /**
   * Whether it was ended for a deadlock, or because limits seemed to change all the time. A pool
   * that has no connection in time gives no SQLSTATE.
   */
  private static boolean isOfLocks(Throwable thrown) {
    return thrown instanceof SQLException failure
            && String.valueOf(failure.getSQLState()).startsWith("40")
        || thrown.getCause() != null && isOfLocks(thrown.getCause());
  }

  /** Nothing is oversold at any time. */
  private boolean watch() throws InterruptedException {
    while (running.get() > 0) {
      assertThat(
              again(
                  () ->
                      providers.query(
                          """
                          select c.measure || ' has ' || sum(c.held + c.used)
                          from lyss_provider.quota_counters as c
                          where c.tenant_id = '%s' and c.measure in ('quota', 'budget')
                          group by c.limit_id, c.measure
                          having sum(c.held + c.used) > case
                            when c.measure = 'quota' then %d
                            else (
                              select b.hard_limit from lyss_provider.budgets as b
                              where b.id = c.limit_id)
                          end
                          """
                              .formatted(tenant, LIMIT))))
          .isEmpty();
      Thread.sleep(20);
    }
    return true;
  }
}
