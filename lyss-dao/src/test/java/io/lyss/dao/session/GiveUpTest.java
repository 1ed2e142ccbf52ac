package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Alone;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that fail for good are given up, listed and taken back while others work and publish. */
@Alone
@OneIn(3)
class GiveUpTest extends ServiceTest {

  private static final String KEY = "poisoned";

  /** A lock_timeout, so that a worker that waits fails: workers wait for nobody. */
  private static final String SOON = "set local lock_timeout = '1s'";

  private final UUID tenant = UUID.randomUUID();
  private final EventDao events = services.system().events();
  private final HikariDataSource impatient = services.impatientPool();

  @AfterEach
  void drain() {
    services.elapse();
    services.drain();
    events.listGivenUp(1000).forEach(event -> events.takeBack(event.tenantId(), event.id()));
    services.drain();
    assertThat(events.listWaiting(0, 9)).isEmpty();
    assertThat(events.lag().keys()).isZero();
  }

  /** Publishes events of the key; the first of them fails that often, and is due again. */
  private UUID failing(UUID tenantId, int count, int failures) {
    services.publish(tenantId, KEY, count);
    for (int i = 0; i < failures; i++) {
      events.deliver(
          9,
          TestServices.LONG,
          event -> {
            throw new IllegalStateException("no luck");
          });
      services.elapse();
    }
    return events.listWaiting(failures, 9).stream()
        .filter(key -> key.tenantId().equals(tenantId))
        .findFirst()
        .orElseThrow()
        .eventId();
  }

  @Test
  void anEventThatIsGivenUpIsSetAsideAndLaterEventsAreDelivered() {
    services.publish(tenant, KEY, 1);
    Event published = first();
    UUID id = failing(tenant, 2, 2);
    assertThat(id).isEqualTo(published.id());
    assertThat(events.giveUp(tenant, id)).isTrue();
    assertThat(events.giveUp(tenant, id)).isFalse();
    assertThat(events.lag().givenUp()).isOne();
    assertThat(events.lag().failingKeys()).isZero();
    GivenUpEvent aside = events.listGivenUp(9).get(0);
    assertThat(aside)
        .isEqualTo(
            new GivenUpEvent(
                tenant,
                id,
                KEY,
                published.type(),
                published.payload(),
                published.actorId(),
                published.reason(),
                published.createdAt(),
                3,
                Optional.of("java.lang.IllegalStateException: no luck"),
                "test",
                aside.givenUpAt()));
    assertThat(services.drain()).extracting(TestServices::number).containsExactly(0, 1);
    assertThat(events.takeBack(tenant, id)).isTrue();
    assertThat(events.takeBack(tenant, id)).isFalse();
    assertThat(events.listGivenUp(9)).isEmpty();
    Event again = services.drain().get(0);
    assertThat(again.position()).isGreaterThan(published.position());
    assertThat(again).usingRecursiveComparison().ignoringFields("position").isEqualTo(published);
  }

  /** The first of the key, which fails once and is due again. */
  private Event first() {
    List<Event> seen = new ArrayList<>();
    events.deliver(
        9,
        TestServices.LONG,
        event -> {
          seen.add(event);
          throw new IllegalStateException("not yet");
        });
    services.elapse();
    return seen.get(0);
  }

  @Test
  void givingUpAndTakingBackAreInTheAuditLogWithTheirReason() {
    UUID id = failing(tenant, 1, 1);
    services.service().asSystem("ticket 12").events().giveUp(tenant, id);
    services.service().asSystem("mended").events().takeBack(tenant, id);
    assertThat(
            services
                .system()
                .audit(tenant)
                .search(
                    AuditFilter.ALL.onResource("given_up_events", id.toString()),
                    PageRequest.first(9))
                .items())
        .extracting(
            entry -> entry.action() + " " + entry.reason().orElseThrow() + " " + entry.changes())
        .satisfiesExactly(
            taken -> assertThat(taken).startsWith("row_delete mended").contains("test.done"),
            given ->
                assertThat(given)
                    .startsWith("row_insert ticket 12")
                    .contains("\"failures\": 1")
                    .doesNotContain(KEY, "no luck", "number"));
  }

  @Test
  void onlyTheFirstOfAKeyThatHasFailedCanBeGivenUp() {
    services.publish(tenant, "sound", 1);
    UUID sound = events.listWaiting(0, 9).get(0).eventId();
    assertThat(events.giveUp(tenant, sound)).isFalse();
    List<UUID> ids = new ArrayList<>();
    services.publish(tenant, KEY, 2);
    ids.addAll(
        services
            .query(
                "select id from lyss_user.outbox_events where key = '"
                    + KEY
                    + "' order by position")
            .stream()
            .map(UUID::fromString)
            .toList());
    first();
    assertThat(events.giveUp(tenant, ids.get(1))).isFalse();
    assertThat(events.giveUp(UUID.randomUUID(), ids.get(0))).isFalse();
    assertThat(events.giveUp(tenant, UUID.randomUUID())).isFalse();
    assertThat(events.takeBack(tenant, ids.get(0))).isFalse();
    assertThat(services.query("select count(*) from lyss_user.given_up_events"))
        .containsExactly("0");
  }

  /**
   * An attempt that still runs may succeed; once its lease is over, the worker has lost the key.
   */
  @Test
  void anEventThatAWorkerHandlesIsGivenUpOnlyAfterItsLeaseHasEnded() {
    UUID id = failing(tenant, 2, 1);
    List<Boolean> given = new ArrayList<>();
    Delivery delivery =
        events.deliver(
            9,
            TestServices.LONG,
            event -> {
              given.add(events.giveUp(tenant, id));
              services.elapse();
              given.add(events.giveUp(tenant, id));
            });
    assertThat(given).containsExactly(false, true);
    assertThat(delivery.lost()).isOne();
    assertThat(services.drain()).extracting(TestServices::number).containsExactly(1);
  }

  @Test
  void ofTwoCallsThatTakeAnEventBackOneDoes() throws Exception {
    UUID id = failing(tenant, 1, 1);
    events.giveUp(tenant, id);
    CompletableFuture<Boolean> other = new CompletableFuture<>();
    services
        .system()
        .useTransaction(
            host -> {
              assertThat(host.events().takeBack(tenant, id)).isTrue();
              CompletableFuture.runAsync(() -> other.complete(events.takeBack(tenant, id)));
              services.awaitLockWait();
            });
    assertThat(other.get(20, TimeUnit.SECONDS)).isFalse();
    assertThat(services.drain()).extracting(Event::id).containsExactly(id);
  }

  /**
   * One gives up (G), one publishes (P) and one claims and completes (W), in every order of their
   * two steps: the worker waits for nobody, and each event is either delivered or given up.
   */
  @Test
  void besideAWorkerAndAPublisherNothingIsLost() throws Exception {
    List<String> orders = new ArrayList<>();
    orders("", 2, 2, 2, orders);
    assertThat(orders).hasSize(90);
    int run = 0;
    for (String order : orders) {
      new Run(order, run++ % 3 > 0).steps();
    }
  }

  private static void orders(String order, int g, int p, int w, List<String> all) {
    if (g + p + w == 0) {
      all.add(order);
    }
    if (g > 0) {
      orders(order + "G", g - 1, p, w, all);
    }
    if (p > 0) {
      orders(order + "P", g, p - 1, w, all);
    }
    if (w > 0) {
      orders(order + "W", g, p, w - 1, all);
    }
  }

  private final class Run {
    private final String order;
    private final boolean commits;
    private final UUID tenantId = UUID.randomUUID();
    private final UUID poison = failing(tenantId, 1, 1);
    private final Connection giver = open(impatient);
    private final Connection publisher = open(services.pool());
    private final List<Record> claimed = new ArrayList<>();
    private final List<Object> delivered = new ArrayList<>();
    private CompletableFuture<Void> publishing = CompletableFuture.completedFuture(null);
    private boolean given;
    private boolean ended;
    private int g;
    private int p;
    private int w;

    Run(String order, boolean commits) throws SQLException {
      this.order = order;
      this.commits = commits;
    }

    void steps() throws Exception {
      for (char step : order.toCharArray()) {
        switch (step) {
          case 'G' -> give(g++);
          case 'P' -> publish(p++);
          default -> work(w++);
        }
      }
      giver.close();
      publisher.close();
      services.elapse();
      services.drain().forEach(event -> delivered.add(event.id()));
      assertThat(delivered).as(order).hasSize(given ? 1 : 2).doesNotHaveDuplicates();
      assertThat(delivered.contains(poison)).as(order).isEqualTo(!given);
      assertThat(events.takeBack(tenantId, poison)).as(order).isEqualTo(given);
      assertThat(services.drain())
          .as(order)
          .extracting(Event::id)
          .isEqualTo(given ? List.of(poison) : List.of());
    }

    private Connection open(HikariDataSource pool) throws SQLException {
      Connection connection = pool.getConnection();
      connection.setAutoCommit(false);
      return connection;
    }

    private void give(int step) throws Exception {
      if (step == 0) {
        given = services.system().joining(giver).events().giveUp(tenantId, poison);
      } else if (!ended) {
        ended = true;
        if (commits) {
          giver.commit();
        } else {
          giver.rollback();
          given = false;
        }
        publishing.get(20, TimeUnit.SECONDS);
      }
    }

    private void publish(int step) throws Exception {
      if (step == 0) {
        EventDao mine = services.as(tenantId).joining(publisher).events();
        publishing =
            CompletableFuture.runAsync(
                () -> mine.publish(tenantId, KEY, "test.done", TestServices.number(1)));
        if (given && !ended) {
          services.awaitLockWait();
        } else {
          publishing.get(20, TimeUnit.SECONDS);
        }
      } else {
        if (!publishing.isDone()) {
          give(1);
        }
        publisher.commit();
      }
    }

    private void work(int step) {
      var worker = services.service(impatient).asSystem("test");
      if (step == 0) {
        claimed.addAll(
            worker.withJooq(
                jooq -> {
                  jooq.execute(SOON);
                  return jooq.fetch("select * from lyss_user.claim_events(9, 9, interval '1 h')");
                }));
        return;
      }
      for (Record event : claimed) {
        Object done =
            worker.<Object, RuntimeException>withJooq(
                jooq -> {
                  jooq.execute(SOON);
                  return jooq.fetchValue(
                      "select lyss_user.complete_event(?, ?, ?, ?, interval '1 h')",
                      event.get("claim"),
                      event.get("tenant_id"),
                      event.get("key"),
                      event.get("position"));
                });
        assertThat(done).as(order).isEqualTo(true);
        delivered.add(event.get("id"));
      }
    }
  }
}
