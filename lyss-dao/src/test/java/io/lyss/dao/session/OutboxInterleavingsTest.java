package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.Alone;
import io.lyss.throwaway.Whole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two publishers of a key and a worker, in every order of their steps: a worker never waits, and
 * what was committed is delivered in the order of the commits.
 */
@Alone
class OutboxInterleavingsTest extends ServiceTest {

  private static final String KEY = "k";

  private final HikariDataSource impatient = services.impatientPool();

  @Test
  void aTransactionThatPublishedOnAKeyHoldsUpNoWorker() {
    UUID tenant = UUID.randomUUID();
    services.publish(tenant, "held", 2);
    services.publish(tenant, "free", 2);
    List<String> handled = new ArrayList<>();
    services
        .as(tenant)
        .useTransaction(
            host -> {
              host.events().publish(tenant, "held", "test.done", TestServices.number(2));
              EventDao worker = services.service(impatient).asSystem("test").events();
              Delivery delivery =
                  worker.deliver(
                      9,
                      TestServices.LONG,
                      event -> handled.add(event.key() + TestServices.number(event)));
              assertThat(delivery).isEqualTo(new Delivery(4, List.of(), 0));
              assertThat(worker.deliver(9, TestServices.LONG, event -> {}).handled()).isZero();
              assertThat(worker.listWaiting(0, 9)).isEmpty();
              assertThat(worker.await(Duration.ofMillis(1))).isFalse();
            });
    assertThat(handled).containsExactlyInAnyOrder("held0", "held1", "free0", "free1");
    assertThat(services.drain()).extracting(TestServices::number).containsExactly(2);
    nothingIsLeft();
  }

  /** Another worker is just claiming it, say. */
  @Test
  void aKeyThatIsLockedIsSkipped() throws SQLException {
    UUID tenant = UUID.randomUUID();
    services.publish(tenant, "held", 2);
    services.publish(tenant, "free", 2);
    List<String> handled = new ArrayList<>();
    EventDao worker = services.service(impatient).asSystem("test").events();
    try (Connection other = services.database().dataSource().getConnection();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("select from lyss_user.outbox_keys where key = 'held' for update");
      worker.deliver(9, TestServices.LONG, event -> handled.add(event.key()));
      assertThat(handled).containsExactly("free", "free");
      other.rollback();
    }
    worker.deliver(9, TestServices.LONG, event -> handled.add(event.key()));
    assertThat(handled).containsExactly("free", "free", "held", "held");
    nothingIsLeft();
  }

  private void nothingIsLeft() {
    for (String table : List.of("outbox_turns", "outbox_keys", "outbox_events")) {
      assertThat(services.query("select count(*) from lyss_user." + table))
          .as(table)
          .containsExactly("0");
    }
  }

  /** One of the steps of an order: P and Q publish and then end, W claims and completes. */
  private static void orders(String order, int p, int q, int w, List<String> all) {
    if (p + q + w == 0) {
      all.add(order);
      return;
    }
    if (p > 0) {
      orders(order + "P", p - 1, q, w, all);
    }
    if (q > 0) {
      orders(order + "Q", p, q - 1, w, all);
    }
    if (w > 0) {
      orders(order + "W", p, q, w - 1, all);
    }
  }

  @Test
  @Whole("DeliverConcurrencyTest lets chance say who is first")
  void eventsAreDeliveredInTheOrderInWhichTheyWereCommitted() throws Exception {
    List<String> orders = new ArrayList<>();
    orders("", 2, 2, 3, orders);
    int run = 0;
    for (String order : orders) {
      for (boolean first : new boolean[] {false, true}) {
        // each publisher commits or not, in turns
        new Run(order, first, run % 4 > 0, run % 4 < 3).steps();
        run++;
      }
    }
    services.drain();
    nothingIsLeft();
  }

  /** A transaction of a publisher. */
  private final class Publisher {
    private final Connection connection;
    private final BareSession session;
    private final int number;
    private final boolean commits;
    private @Nullable CompletableFuture<Void> publishing;

    Publisher(UUID tenant, int number, boolean commits) throws SQLException {
      connection = services.pool().getConnection();
      connection.setAutoCommit(false);
      session = services.as(tenant).joining(connection);
      this.number = number;
      this.commits = commits;
    }

    void publish(UUID tenant) {
      session.events().publish(tenant, KEY, "test.done", TestServices.number(number));
    }
  }

  private final class Run {
    private final String order;
    private final UUID tenant = UUID.randomUUID();
    private final Publisher p;
    private final Publisher q;
    private final List<Integer> committed = new ArrayList<>();
    private final List<Integer> delivered = new ArrayList<>();
    private final List<Record> claimed = new ArrayList<>();
    private @Nullable Publisher holder;

    Run(String order, boolean first, boolean pCommits, boolean qCommits) throws SQLException {
      this.order = order;
      p = new Publisher(tenant, 1, pCommits);
      q = new Publisher(tenant, 2, qCommits);
      if (first) {
        services.publish(tenant, KEY, 1);
        committed.add(0);
      }
    }

    void steps() throws Exception {
      for (char step : order.toCharArray()) {
        switch (step) {
          case 'P' -> step(p);
          case 'Q' -> step(q);
          default -> work();
        }
      }
      for (Publisher each : List.of(p, q)) {
        if (each.publishing != null) {
          end(each);
        }
        each.connection.close();
      }
      while (!claimed.isEmpty() || work()) {
        work();
      }
      assertThat(delivered).as(order).isEqualTo(committed);
    }

    private void step(Publisher publisher) throws Exception {
      if (publisher.publishing != null) {
        end(publisher);
      } else if (holder == null) {
        publisher.publish(tenant);
        publisher.publishing = CompletableFuture.completedFuture(null);
        holder = publisher;
      } else {
        publisher.publishing = CompletableFuture.runAsync(() -> publisher.publish(tenant));
        services.awaitLockWait();
      }
    }

    /** The one that waits for another ends after it. */
    private void end(Publisher publisher) throws Exception {
      if (holder != null && holder != publisher) {
        end(holder);
      }
      publisher.publishing.get(20, TimeUnit.SECONDS);
      if (publisher.commits) {
        committed.add(publisher.number);
        publisher.connection.commit();
      } else {
        publisher.connection.rollback();
      }
      publisher.publishing = null;
      holder = null;
      Publisher other = publisher == p ? q : p;
      if (other.publishing != null) {
        other.publishing.get(20, TimeUnit.SECONDS);
        holder = other;
      }
    }

    /**
     * Claims a memory, or completes the first claimed one; returns whether there was something to
     * do.
     */
    private boolean work() {
      BareSession worker = services.service(impatient).asSystem("test");
      if (claimed.isEmpty()) {
        claimed.addAll(
            worker.withJooq(
                jooq -> jooq.fetch("select * from lyss_user.claim_events(9, 9, interval '1 h')")));
        return !claimed.isEmpty();
      }
      Record event = claimed.remove(0);
      delivered.add(Integer.valueOf(event.get("payload").toString().replaceAll("\\D", "")));
      assertThat(
              worker.<Object, RuntimeException>withJooq(
                  jooq ->
                      jooq.fetchValue(
                          "select lyss_user.complete_event(?, ?, ?, ?, interval '1 h')",
                          event.get("claim"),
                          event.get("tenant_id"),
                          event.get("key"),
                          event.get("position"))))
          .isEqualTo(true);
      if (claimed.isEmpty()) {
        worker.withJooq(
            jooq -> jooq.fetch("select lyss_user.release_events(?)", event.get("claim")));
      }
      return true;
    }
  }
}
