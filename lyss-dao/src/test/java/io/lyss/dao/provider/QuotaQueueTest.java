package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that had to wait for a limit do not have the next one wait for their commits: on a
 * server that writes each commit to disk, a line of those would never end.
 */
@Alone
class QuotaQueueTest extends ProviderServiceTest {

  private ExecutorService others;
  private CountDownLatch end;
  private ProviderSession user;
  private Channel channel;

  @BeforeEach
  void create() {
    others = Executors.newCachedThreadPool();
    end = new CountDownLatch(1);
    Scope.TenantUser someone = TestProviders.user(Ids.next());
    user = providers.as(someone);
    channel = providers.channel(someone.tenantId(), providers.newChannel("m"));
    reserve(user);
  }

  @AfterEach
  void stop() {
    end.countDown();
    others.shutdownNow();
  }

  private Reservation.Outcome reserve(ProviderSession session) {
    return session
        .quota()
        .reserve(NewReservation.of(ChannelRequest.of("m"), channel.id(), 1))
        .outcome();
  }

  /** Reserves in a transaction that goes on until all may end. */
  private CompletableFuture<Reservation.Outcome> reserveAndStay() {
    CompletableFuture<Reservation.Outcome> reserved = new CompletableFuture<>();
    others.execute(
        () -> {
          try {
            user.useTransaction(
                inner -> {
                  reserved.complete(reserve(inner));
                  await(end);
                });
          } catch (RuntimeException e) {
            reserved.completeExceptionally(e);
          }
        });
    return reserved;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitWaiting(int waiting) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (providers.waitingForLocks() < waiting) {
      assertThat(System.nanoTime()).as("they wait for a lock").isLessThan(deadline);
    }
  }

  private void assertReserved(List<CompletableFuture<Reservation.Outcome>> requests)
      throws Exception {
    try {
      for (CompletableFuture<Reservation.Outcome> request : requests) {
        assertThat(request.get(30, TimeUnit.SECONDS)).isEqualTo(Reservation.Outcome.RESERVED);
      }
    } finally {
      end.countDown();
    }
  }

  // slots of which the first has nothing, the others the same each
  private void share(int slots) {
    providers
        .database()
        .execute(
            """
            insert into lyss_provider.quota_counters
              (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start, dealt, room)
            select c.tenant_id, c.limit_id, c.holder_id, c.measure, n, c.user_id, c.group_id, c.period_start,
              c.dealt, trunc(c.room / %1$d)
            from lyss_provider.quota_counters as c, generate_series(1, %1$d) as n
            where c.limit_id = '%2$s' and c.slot = 0;
            update lyss_provider.quota_counters set room = 0 where limit_id = '%2$s' and slot = 0;
            """
                .formatted(slots - 1, channel.id()));
  }

  @Test
  void aRequestAfterTheOneThatBeganThePeriodBlocksNobody() throws Exception {
    share(4);
    providers.stopClock(Instant.now().plus(2, ChronoUnit.MINUTES));
    List<CompletableFuture<Reservation.Outcome>> waiting =
        user.inTransaction(
            first -> {
              assertThat(reserve(first)).isEqualTo(Reservation.Outcome.RESERVED);
              List<CompletableFuture<Reservation.Outcome>> requests =
                  List.of(reserveAndStay(), reserveAndStay(), reserveAndStay());
              awaitWaiting(requests.size());
              return requests;
            });
    assertReserved(waiting);
  }

  @Test
  void whereAllSlotsAreTakenWhicheverIsFreeAgainIsEnough() throws Exception {
    share(32);
    try (Connection one = locked("slot = 0");
        Connection rest = locked("slot > 0")) {
      CompletableFuture<Reservation.Outcome> waiting = reserveAndStay();
      awaitWaiting(1);
      rest.rollback();
      assertReserved(List.of(waiting));
      one.rollback();
    }
  }

  /** A request that has waited for the slot of another, which has ended. */
  private CompletableFuture<Reservation.Outcome> waitingForTheOneSlot() throws Exception {
    return user.inTransaction(
        inner -> {
          assertThat(reserve(inner)).isEqualTo(Reservation.Outcome.RESERVED);
          CompletableFuture<Reservation.Outcome> other = reserveAndStay();
          awaitWaiting(1);
          return other;
        });
  }

  @Test
  void aLimitThatTwoWantAtOnceGetsAnotherSlot() throws Exception {
    assertThat(slots()).isEqualTo(List.of("quota 1", "rate_limit 1"));
    CompletableFuture<Reservation.Outcome> waiting = waitingForTheOneSlot();
    assertReserved(List.of(waiting));
    others.shutdown();
    assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    // once it has waited for the one, there is nobody left to wait for
    assertThat(slots()).isEqualTo(List.of("quota 2", "rate_limit 1"));
    assertThat(providers.system().quota(channel.tenantId()).reconcile()).isEmpty();
  }

  @Test
  void lockingAllSlotsIncludesThoseThatWereMadeMeanwhile() throws Exception {
    CompletableFuture<Reservation.Outcome> splitting = waitingForTheOneSlot();
    assertThat(splitting.get(30, TimeUnit.SECONDS)).isEqualTo(Reservation.Outcome.RESERVED);
    RemainingQuota limit =
        user.quota().remaining(ChannelRequest.of("m"), channel.id()).stream()
            .filter(one -> one.unit() == LimitUnit.AMOUNT)
            .findFirst()
            .orElseThrow();
    CompletableFuture<Boolean> locksAll =
        CompletableFuture.supplyAsync(
            () ->
                providers
                    .system()
                    .inTransaction(
                        inner -> {
                          inner
                              .quota(channel.tenantId())
                              .adjust(Ids.next(), limit, BigDecimal.ONE, "a batch");
                          return providers
                              .query(
                                  """
                                  select slot from lyss_provider.quota_counters
                                  where tenant_id = '%s' and limit_id = '%s' and measure = 'quota'
                                  for share skip locked
                                  """
                                      .formatted(channel.tenantId(), channel.id()))
                              .isEmpty();
                        }),
            others);
    awaitWaiting(1);
    end.countDown();
    assertThat(locksAll.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(slots()).isEqualTo(List.of("quota 2", "rate_limit 1"));
  }

  private List<String> slots() {
    return providers.query(
        """
        select measure || ' ' || count(*) from lyss_provider.quota_counters
        where limit_id = '%s' group by measure order by measure
        """
            .formatted(channel.id()));
  }

  private Connection locked(String which) throws SQLException {
    Connection connection = providers.database().dataSource().getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          select 1 from lyss_provider.quota_counters
          where tenant_id = '%s' and limit_id = '%s' and %s
          for no key update
          """
              .formatted(channel.tenantId(), channel.id(), which));
    }
    return connection;
  }
}
