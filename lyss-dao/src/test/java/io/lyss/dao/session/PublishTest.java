package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishTest extends ServiceTest {

  private static final Json NONE = new Json("{}");

  private final UUID tenant = UUID.randomUUID();

  @Test
  void anEventIsDeliveredAsItWasPublished() {
    Scope.TenantUser scope = Scope.TenantUser.of(tenant, UUID.randomUUID());
    BareSession session = services.service().asUser(scope);
    Json payload = new Json("{\"b\": [1, null], \"a\": \"ü \\\" 😀\"}");
    UUID id = session.events().publish(tenant, "order:ä'7", "order.placed", payload);
    Event event = services.drain().get(0);
    assertThat(event.id()).isEqualTo(id);
    assertThat(event.tenantId()).isEqualTo(tenant);
    assertThat(event.key()).isEqualTo("order:ä'7");
    assertThat(event.type()).isEqualTo("order.placed");
    assertThat(event.payload().text()).isEqualTo("{\"a\": \"ü \\\" 😀\", \"b\": [1, null]}");
    assertThat(event.actorId()).contains(scope.userId());
    assertThat(event.reason()).isEmpty();
  }

  @Test
  void eventsOfSystemWorkAndOfAdministratorsHaveAReason() {
    UUID administrator = UUID.randomUUID();
    services.service().asSystem("why").events().publish(tenant, "k", "a.b", NONE);
    BareSession session = services.service().asAdministrator(administrator, "ticket");
    session.events().publish(tenant, "k", "a.b", NONE);
    List<Event> events =
        services.drain().stream().filter(event -> event.key().equals("k")).toList();
    assertThat(events.get(0).reason()).contains("why");
    assertThat(events.get(0).actorId()).isEmpty();
    assertThat(events.get(1).reason()).contains("ticket");
    assertThat(events.get(1).actorId()).contains(administrator);
  }

  @Test
  void thePlatformHasEventsOfItsOwn() {
    UUID platform = new UUID(0, 0);
    services.system().events().publish(platform, "prices", "prices.changed", NONE);
    assertThat(services.drain()).extracting(Event::tenantId).containsExactly(platform);
  }

  @Test
  void anEventThatIsRolledBackIsNotDelivered() {
    IllegalStateException thrown = new IllegalStateException("no");
    assertThatThrownBy(
            () ->
                services
                    .system()
                    .useTransaction(
                        session -> {
                          session.events().publish(tenant, "gone", "a.b", NONE);
                          throw thrown;
                        }))
        .isSameAs(thrown);
    assertThat(services.drain()).isEmpty();
    assertThat(services.system().events().listWaiting(0, 9)).isEmpty();
  }

  @Test
  void anEventIsNotDeliveredBeforeItsCommit() {
    services
        .system()
        .useTransaction(
            session -> {
              session.events().publish(tenant, "late", "a.b", NONE);
              assertThat(services.drain()).isEmpty();
            });
    assertThat(services.drain()).extracting(Event::key).containsExactly("late");
  }

  @Test
  void nobodyPublishesForAnotherTenant() {
    UUID other = UUID.randomUUID();
    EventDao events = services.as(tenant).events();
    Expect.denied(() -> events.publish(other, "k", "a.b", NONE));
    Expect.denied(() -> events.publish(new UUID(0, 0), "k", "a.b", NONE));
    assertThat(services.drain()).isEmpty();
  }

  @Test
  void badInputIsRefused() {
    EventDao events = services.as(tenant).events();
    Expect.refused("outbox_keys_key_check", () -> events.publish(tenant, "", "a.b", NONE));
    Expect.refused(
        "outbox_events_key_length", () -> events.publish(tenant, "k".repeat(201), "a.b", NONE));
    for (String type : List.of("", "a", "a.", ".b", "A.b", "a.b.c", "a b.c")) {
      Expect.refused("outbox_events_type_check", () -> events.publish(tenant, "k", type, NONE));
    }
    for (String payload : List.of("[]", "1", "null", "\"x\"")) {
      Expect.refused(
          "outbox_events_payload_check",
          () -> events.publish(tenant, "k", "a.b", new Json(payload)));
    }
    Expect.refused("", () -> events.publish(tenant, "k", "a.b", new Json("{")));
    assertThat(services.drain()).isEmpty();
  }

  /**
   * A receiver can rely on the event of a deleted tenant; and a host holds up no event of LYSS's.
   */
  @Test
  void nobodyPublishesWhatLooksLikeAnEventOfLysss() {
    for (EventDao events :
        List.of(
            services.as(tenant).events(),
            services.system().events(),
            services.service().asAdministrator(UUID.randomUUID(), "test").events())) {
      for (String word : List.of("tenant", "memories", "administrator", "user")) {
        Expect.refused(
            "outbox_events_type_reserved",
            () -> events.publish(tenant, "k", word + ".deleted", NONE));
        Expect.refused(
            "outbox_events_key_reserved",
            () -> events.publish(tenant, word + ":" + tenant, "a.b", NONE));
      }
      events.publish(tenant, "users:1", "users.counted", NONE);
    }
    assertThat(services.drain())
        .extracting(Event::type)
        .containsOnly("users.counted", "administrator.acted");
  }

  /** Publishers of one key take turns, so that each transaction's events lie together. */
  @Test
  void theEventsOfAKeyAreInTheOrderOfCommits() throws Exception {
    List<Integer> committed = new ArrayList<>();
    List<Callable<Boolean>> publishers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int publisher = i;
      publishers.add(
          () -> {
            for (int round = 0; round < 10; round++) {
              int number = publisher * 100 + round;
              services
                  .as(tenant)
                  .useTransaction(
                      session -> {
                        EventDao events = session.events();
                        events.publish(tenant, "busy", "a.b", TestServices.number(number));
                        events.publish(tenant, "busy", "a.b", TestServices.number(number));
                        synchronized (committed) {
                          // the key is locked, so this list is in the order of commits
                          committed.add(number);
                        }
                      });
            }
            return true;
          });
    }
    Parallel.run(publishers);
    List<Event> events = services.drain();
    assertThat(events).extracting(Event::position).isSorted().doesNotHaveDuplicates();
    assertThat(events.stream().map(TestServices::number).toList())
        .isEqualTo(committed.stream().flatMap(n -> IntStream.of(n, n).boxed()).toList());
    assertThat(committed).hasSize(60);
  }
}
