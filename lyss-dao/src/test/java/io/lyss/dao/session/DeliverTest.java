package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How one worker handles events, fails, and loses its lease. */
class DeliverTest extends ServiceTest {

  private static final Duration LEASE = TestServices.LONG;

  private final UUID tenant = UUID.randomUUID();
  private final EventDao events = services.system().events();

  @AfterEach
  void drain() {
    services.elapse();
    services.drain();
    assertThat(events.listWaiting(0, 1000)).isEmpty();
  }

  private static EventHandler failing(String key, Exception failure) {
    return event -> {
      if (event.key().equals(key)) {
        throw failure;
      }
    };
  }

  @Test
  void theEventsOfAKeyAreDeliveredOnceAndInOrder() {
    services.publish(tenant, "k", 250);
    List<Integer> numbers = new ArrayList<>();
    int calls = 0;
    for (Delivery delivery = null; delivery == null || delivery.handled() > 0; calls++) {
      delivery = events.deliver(1, LEASE, event -> numbers.add(TestServices.number(event)));
      assertThat(delivery.failures()).isEmpty();
      assertThat(delivery.lost()).isZero();
    }
    assertThat(numbers).isEqualTo(IntStream.range(0, 250).boxed().toList());
    assertThat(calls).isEqualTo(4);
    assertThat(services.query("select count(*) from lyss_user.outbox_events")).containsExactly("0");
  }

  @Test
  void noMoreKeysAreClaimedThanRequested() {
    for (int key = 0; key < 5; key++) {
      services.publish(tenant, "k" + key, 2);
    }
    List<String> keys = new ArrayList<>();
    assertThat(events.deliver(2, LEASE, event -> keys.add(event.key())).handled()).isEqualTo(4);
    assertThat(keys).containsExactlyInAnyOrder("k0", "k0", "k1", "k1");
  }

  @Test
  void theSameKeyInTwoTenantsIsTwoKeys() {
    UUID other = UUID.randomUUID();
    services.publish(tenant, "same", 1);
    services.publish(other, "same", 1);
    Delivery delivery =
        events.deliver(
            10,
            LEASE,
            event -> {
              if (event.tenantId().equals(tenant)) {
                throw new IllegalStateException("no");
              }
            });
    assertThat(delivery.handled()).isEqualTo(1);
    assertThat(delivery.failures()).hasSize(1);
  }

  @Test
  void anEventThatFailsHoldsUpItsKeyAndNoOther() {
    services.publish(tenant, "bad", 3);
    services.publish(tenant, "good", 3);
    IllegalStateException failure = new IllegalStateException("no luck");
    Delivery delivery = events.deliver(10, LEASE, failing("bad", failure));
    assertThat(delivery.handled()).isEqualTo(3);
    assertThat(delivery.lost()).isZero();
    assertThat(delivery.failures()).hasSize(1);
    assertThat(delivery.failures().get(0).cause()).isSameAs(failure);
    assertThat(TestServices.number(delivery.failures().get(0).event())).isZero();
    WaitingKey waiting = services.waiting("bad");
    assertThat(waiting.failures()).isEqualTo(1);
    assertThat(waiting.claimed()).isFalse();
    assertThat(waiting.lastError()).contains("java.lang.IllegalStateException: no luck");
    OutboxLag lag = events.lag();
    assertThat(lag).isEqualTo(new OutboxLag(3, lag.oldestAt(), 1, 1, 1, 0));
    assertThat(lag.oldestAt()).isPresent();
    assertThat(events.deliver(10, LEASE, event -> {}).handled()).isZero();
  }

  @Test
  void thePauseDoublesUpToAnHourAndEndsWithSuccess() {
    services.publish(tenant, "bad", 2);
    Instant failed = Instant.parse("2901-01-01T00:00:00Z");
    services.stopClock(failed);
    for (int failures = 1; failures <= 15; failures++) {
      events.deliver(1, LEASE, failing("bad", new IllegalStateException("no")));
      WaitingKey waiting = services.waiting("bad");
      assertThat(waiting.failures()).isEqualTo(failures);
      long pause = Math.min(1L << (failures - 1), 3600);
      assertThat(waiting.nextAt()).isEqualTo(failed.plusSeconds(pause));
      assertThat(events.listWaiting(failures, 9)).containsExactly(waiting);
      assertThat(events.listWaiting(failures + 1, 9)).isEmpty();
      services.stopClock(waiting.nextAt().minus(1, ChronoUnit.MICROS));
      assertThat(events.deliver(1, LEASE, event -> {}).handled()).isZero();
      failed = waiting.nextAt();
      services.stopClock(failed);
    }
    int[] tried = {0};
    events.deliver(
        1,
        LEASE,
        event -> {
          if (tried[0]++ == 1) {
            throw new IllegalStateException("the second");
          }
        });
    assertThat(services.waiting("bad").failures()).isEqualTo(1);
    assertThat(services.waiting("bad").lastError().orElseThrow()).contains("the second");
  }

  @Test
  void theErrorOfAHandlerIsStoredWithoutWhatIsNoTextAndCut() {
    services.publish(tenant, "odd", 1);
    events.deliver(1, LEASE, failing("odd", new Exception("a\0\ud83db" + "x".repeat(5000))));
    assertThat(services.waiting("odd").lastError().orElseThrow())
        .startsWith("java.lang.Exception: abxxx")
        .hasSize(1000);
  }

  @Test
  void anErrorIsRethrownAndTheRestOfTheClaimIsReleased() {
    services.publish(tenant, "k", 1);
    AssertionError error = new AssertionError("no");
    assertThatThrownBy(
            () ->
                events.deliver(
                    1,
                    LEASE,
                    event -> {
                      throw error;
                    }))
        .isSameAs(error);
    assertThat(services.waiting("k").claimed()).isFalse();
    assertThat(events.deliver(1, LEASE, event -> {}).handled()).isEqualTo(1);
  }

  @Test
  void anInterruptedHandlerDoesNotCountAsFailed() {
    services.publish(tenant, "a", 2);
    services.publish(tenant, "b", 2);
    Delivery delivery =
        events.deliver(
            10,
            LEASE,
            event -> {
              throw new InterruptedException();
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(delivery).isEqualTo(new Delivery(0, List.of(), 0));
    assertThat(services.waiting("a").failures()).isZero();
    assertThat(events.deliver(10, LEASE, event -> {}).handled()).isEqualTo(4);
  }

  @Test
  void aLeaseIsPositive() {
    for (Duration lease : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> events.deliver(1, lease, event -> {}))
          .withMessageContaining("lease");
    }
  }

  @Test
  void aKeyThatOneWorkerHoldsIsNotClaimedByAnother() {
    services.publish(tenant, "k", 2);
    events.deliver(
        10,
        LEASE,
        event -> {
          assertThat(services.waiting("k").claimed()).isTrue();
          assertThat(events.deliver(10, LEASE, other -> {}).handled()).isZero();
        });
    assertThat(events.listWaiting(0, 9)).isEmpty();
  }

  @Test
  void aSlowWorkerLosesItsKeyAndStops() {
    services.publish(tenant, "k", 3);
    List<Integer> bySlow = new ArrayList<>();
    List<Integer> byOther = new ArrayList<>();
    Delivery delivery =
        events.deliver(
            1,
            LEASE,
            event -> {
              bySlow.add(TestServices.number(event));
              services.elapse();
              events.deliver(1, LEASE, other -> byOther.add(TestServices.number(other)));
            });
    assertThat(delivery).isEqualTo(new Delivery(1, List.of(), 1));
    assertThat(bySlow).containsExactly(0);
    assertThat(byOther).containsExactly(0, 1, 2);
  }

  @Test
  void aSlowWorkerThatFailsDoesNotPauseTheKeyOfItsSuccessor() {
    services.publish(tenant, "k", 1);
    Delivery[] other = new Delivery[1];
    Delivery slow =
        events.deliver(
            1,
            LEASE,
            event -> {
              services.elapse();
              other[0] =
                  events.deliver(
                      1, LEASE, again -> assertThat(services.waiting("k").claimed()).isTrue());
              throw new IllegalStateException("too late");
            });
    assertThat(other[0].handled()).isEqualTo(1);
    assertThat(slow.lost()).isEqualTo(1);
    assertThat(slow.failures()).hasSize(1);
    assertThat(events.listWaiting(0, 9)).isEmpty();
  }

  @Test
  void aKeyWhoseLeaseEndedBeforeItsTurnIsLeftToItsNewHolder() {
    services.publish(tenant, "k0", 2);
    services.publish(tenant, "k1", 2);
    List<String> handled = new ArrayList<>();
    Delivery delivery =
        events.deliver(
            2,
            Duration.ofMillis(40),
            event -> {
              handled.add(event.key());
              // until the leases on both are over
              while (handled.stream().distinct().count() < 2) {
                events.deliver(1, LEASE, other -> handled.add(other.key()));
              }
            });
    assertThat(delivery.lost()).isPositive();
    String waited = handled.get(0).equals("k0") ? "k1" : "k0";
    assertThat(handled).filteredOn(waited::equals).hasSize(2);
  }

  @Test
  void theLeaseIsRenewedAfterAnEventThatHasUsedUpMoreThanHalfOfIt() {
    services.publish(tenant, "k", 3);
    Instant begun = Instant.parse("2901-01-01T00:00:00Z");
    services.stopClock(begun);
    List<Instant> until = new ArrayList<>();
    events.deliver(
        1,
        LEASE,
        event -> {
          until.add(services.waiting("k").nextAt());
          services.stopClock(begun.plus(LEASE.dividedBy(2)).plusSeconds(until.size() - 1));
        });
    Instant renewed = begun.plus(LEASE.dividedBy(2)).plusSeconds(1).plus(LEASE);
    assertThat(until).containsExactly(begun.plus(LEASE), begun.plus(LEASE), renewed);
  }

  /** Another worker has claimed the key by now, whether or not it has handled an event. */
  @Test
  void aWorkerWhoseClaimIsLostCompletesFailsAndRenewsNothing() {
    services.publish(tenant, "k", 2);
    String lost = claim();
    services.elapse();
    String held = claim();
    String before = content();
    for (String call :
        List.of(
            "complete_event('%s', '%s', 'k', 999999, '1 h')",
            "fail_event('%s', '%s', 'k', 'no')", "renew_claim('%s', '%s', 'k', '1 h')")) {
      assertThat(held(call.formatted(lost, tenant))).as(call).isFalse();
      assertThat(content()).as(call).isEqualTo(before);
    }
    assertThat(held("complete_event('%s', '%s', 'k', 999999, '1 h')", held)).isTrue();
  }

  private String claim() {
    return services
        .system()
        .withJooq(
            jooq ->
                jooq.fetchValue("select claim from lyss_user.claim_events(1, 1, '1 min')")
                    .toString());
  }

  private boolean held(String call, String claim) {
    return held(call.formatted(claim, tenant));
  }

  private boolean held(String call) {
    return services
        .system()
        .withJooq(jooq -> (Boolean) jooq.fetchValue("select lyss_user." + call));
  }

  private String content() {
    return services.query("select k::text from lyss_user.outbox_keys as k")
        + " "
        + services.query("select e::text from lyss_user.outbox_events as e order by position");
  }

  @Test
  void theLeaseOfAKeyIsRenewedBeforeItsTurn() {
    services.publish(tenant, "k0", 1);
    services.publish(tenant, "k1", 1);
    Duration lease = Duration.ofMillis(50);
    List<Instant> until = new ArrayList<>();
    Delivery delivery =
        events.deliver(
            2,
            lease,
            event -> {
              until.add(services.waiting(event.key()).nextAt());
              // half a lease, by the worker's own clock
              Thread.sleep(lease.dividedBy(2).plusMillis(1).toMillis());
            });
    assertThat(delivery).isEqualTo(new Delivery(2, List.of(), 0));
    assertThat(until.get(1)).isAfter(until.get(0).plus(lease.dividedBy(2)));
  }
}
