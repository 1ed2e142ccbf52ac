package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer handles an event once, even if it is delivered twice. */
class OnceTest extends ServiceTest {

  private final UUID tenant = UUID.randomUUID();

  @BeforeEach
  void forgetAll() {
    services.drain();
    services.system().events().forgetConsumed(Duration.ZERO);
  }

  /** An event of another database. */
  private Event event() {
    return new Event(
        tenant,
        UUID.randomUUID(),
        "k",
        1,
        "a.b",
        new Json("{}"),
        Optional.empty(),
        Optional.empty(),
        Instant.now());
  }

  private void work(BareSession session) {
    session.events().publish(tenant, "done", "work.done", new Json("{}"));
  }

  private int done() {
    return services.drain().size();
  }

  @Test
  void aSecondDeliveryDoesNothing() {
    Event event = event();
    assertThat(services.system().once("mailer", event, this::work)).isTrue();
    assertThat(services.system().once("mailer", event, this::work)).isFalse();
    assertThat(done()).isEqualTo(1);
  }

  @Test
  void eachConsumerHandlesEachEventOnce() {
    Event event = event();
    assertThat(services.system().once("mailer", event, this::work)).isTrue();
    assertThat(services.system().once("biller", event, this::work)).isTrue();
    assertThat(services.system().once("mailer", event(), this::work)).isTrue();
    assertThat(done()).isEqualTo(3);
  }

  @Test
  void anEventWhoseHandlingFailsCanBeHandledAgain() {
    Event event = event();
    IOException thrown = new IOException("no");
    assertThatThrownBy(
            () ->
                services
                    .system()
                    .once(
                        "mailer",
                        event,
                        session -> {
                          work(session);
                          throw thrown;
                        }))
        .isSameAs(thrown);
    assertThat(done()).isZero();
    assertThat(services.system().once("mailer", event, this::work)).isTrue();
  }

  @Test
  void oneOfManyConcurrentDeliveriesDoesTheWork() throws Exception {
    Event event = event();
    List<Callable<Boolean>> deliveries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      deliveries.add(() -> services.system().once("mailer", event, this::work));
    }
    assertThat(Parallel.run(deliveries)).filteredOn(now -> now).hasSize(1);
    assertThat(done()).isEqualTo(1);
  }

  @Test
  void aWaitingDeliveryDoesTheWorkIfTheFirstFails() throws Exception {
    Event event = event();
    List<Callable<Boolean>> deliveries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean fails = i % 2 == 0;
      deliveries.add(
          () -> {
            try {
              return services
                  .system()
                  .once(
                      "mailer",
                      event,
                      session -> {
                        work(session);
                        if (fails) {
                          throw new IOException("no");
                        }
                      });
            } catch (IOException e) {
              return false;
            }
          });
    }
    assertThat(Parallel.run(deliveries)).filteredOn(now -> now).hasSize(1);
    assertThat(done()).isEqualTo(1);
  }

  @Test
  void withinATransactionItIsAPartOfThat() {
    Event event = event();
    services
        .system()
        .useTransaction(
            session -> {
              assertThatIllegalStateException()
                  .isThrownBy(
                      () ->
                          session.once(
                              "mailer",
                              event,
                              part -> {
                                throw new IllegalStateException();
                              }));
              assertThat(session.once("mailer", event, this::work)).isTrue();
              assertThat(session.once("mailer", event, this::work)).isFalse();
            });
    assertThat(done()).isEqualTo(1);
  }

  @Test
  void aTenantConsumesItsOwnEventsOnly() {
    BareSession own = services.service().asUser(Scope.TenantUser.of(tenant, UUID.randomUUID()));
    BareSession other = services.as(UUID.randomUUID());
    Event event = event();
    Expect.denied(() -> other.once("mailer", event, session -> {}));
    assertThat(own.once("mailer", event, this::work)).isTrue();
    assertThat(own.once("mailer", event, this::work)).isFalse();
    assertThat(done()).isEqualTo(1);
  }

  @Test
  void aConsumerNeedsAName() {
    EventDao events = services.system().events();
    Expect.refused("consumed_events_consumer_check", () -> events.consume("", event()));
    Expect.refused("", () -> events.consume("x".repeat(101), event()));
  }

  @Test
  void consumedEventsAreForgottenAfterTheGivenAge() {
    EventDao events = services.system().events();
    Event event = event();
    events.consume("mailer", event);
    events.consume("biller", event);
    assertThat(events.forgetConsumed(Duration.ofDays(1))).isZero();
    assertThat(events.consume("mailer", event)).isFalse();
    String consumed =
        services
            .query(
                "select to_json(consumed_at at time zone 'utc') #>> '{}' || 'Z'"
                    + " from lyss_user.consumed_events where consumer = 'mailer'")
            .get(0);
    services.stopClock(Instant.parse(consumed).plus(1, ChronoUnit.DAYS));
    assertThat(events.forgetConsumed(Duration.ofDays(1))).isZero();
    services.moveClock(Duration.of(1, ChronoUnit.MICROS));
    assertThat(events.forgetConsumed(Duration.ofDays(1))).isEqualTo(1);
    assertThat(events.consume("mailer", event)).isTrue();
    assertThat(events.consume("biller", event)).isFalse();
  }
}
