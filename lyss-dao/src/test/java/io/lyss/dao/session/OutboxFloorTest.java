package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Workers skip what was delivered (the floor), and never skip an event that waits. */
@OneIn(4)
class OutboxFloorTest extends ServiceTest {

  private static final Pattern PAGES = Pattern.compile("Buffers: shared hit=(\\d+)");

  private final UUID tenant = UUID.randomUUID();
  private final EventDao events = services.system().events();

  /**
   * Makes the present time the next candidate for the floor; a worker would do so ten seconds
   * later.
   */
  private void choose() {
    raise();
    events.deliver(0, Duration.ofHours(1), event -> {});
    services
        .database()
        .execute(
            "update lyss_user.outbox_floors set candidate = clock_timestamp(),"
                + " raised_at = '-infinity'");
  }

  /** The next claim looks at the floor again. */
  private void raise() {
    services.database().execute("update lyss_user.outbox_floors set raised_at = '-infinity'");
  }

  private String floor() {
    return services.query("select floor from lyss_user.outbox_floors").get(0);
  }

  private void deliver(int keys) {
    services
        .system()
        .withJooq(
            jooq ->
                jooq.execute(
                    "select lyss_user.publish_host_event(?, 'k' || i, 'a.b')"
                        + " from generate_series(1, ?) as i",
                    tenant,
                    keys));
    int handled = 0;
    while (handled < keys) {
      handled += events.deliver(500, Duration.ofHours(1), event -> {}).handled();
    }
  }

  /** How many pages a worker reads that asks whether an event is due when there is none. */
  private int pages() {
    List<?> plan =
        services
            .system()
            .withJooq(
                jooq ->
                    jooq.fetch(
                            "explain (analyze, buffers, costs off) select from"
                                + " lyss_user.outbox_keys where next_at between"
                                + " lyss_user.outbox_floor() and statement_timestamp()")
                        .getValues(0));
    Matcher pages = PAGES.matcher(plan.toString());
    assertThat(pages.find()).as("%s", plan).isTrue();
    return Integer.parseInt(pages.group(1));
  }

  @Test
  void deliveredEventsAreNotReadAgainWhileALongTransactionIsOpen() throws SQLException {
    try (Connection snapshot = services.database().dataSource().getConnection()) {
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      snapshot.createStatement().execute("select count(*) from lyss_user.outbox_keys");
      deliver(200);
      choose();
      services.drain();
      int few = pages();
      deliver(1500);
      int many = pages();
      choose();
      services.drain();
      assertThat(pages()).isLessThanOrEqualTo(few + 3);
      assertThat(many).as("before the floor was raised").isGreaterThan(few + 20);
    }
  }

  @Test
  void alsoWhereTheTransactionHasWritten() throws SQLException {
    try (Connection writer = services.database().dataSource().getConnection()) {
      writer.setAutoCommit(false);
      writer.createStatement().execute("select pg_current_xact_id()");
      deliver(200);
      choose();
      services.drain();
      int few = pages();
      deliver(1500);
      choose();
      services.drain();
      assertThat(pages()).isLessThanOrEqualTo(few + 3);
    }
  }

  /**
   * The floor may pass keys that open transactions publish; it goes back as soon as they commit.
   */
  @Test
  void aKeyThatIsBeingPublishedIsNotMissed() {
    services
        .as(tenant)
        .useTransaction(
            host -> {
              host.events().publish(tenant, "late", "test.done", TestServices.number(1));
              choose();
              String before = floor();
              assertThat(services.drain()).isEmpty();
              assertThat(floor()).isGreaterThan(before);
            });
    assertThat(services.drain()).hasSize(1);
    assertThat(services.query("select late from lyss_user.outbox_floors")).containsExactly("{}");
  }

  /**
   * A plan that was made for an empty table would read all of it, however many rows there are
   * later.
   */
  @Test
  void noTableIsReadWhole() {
    services.drain();
    for (String table : List.of("outbox_turns", "outbox_keys", "outbox_events")) {
      services.database().execute("vacuum analyze lyss_user." + table);
    }
    List<?> read =
        services
            .system()
            .withJooq(
                jooq -> {
                  jooq.execute(
                      "select lyss_user.publish_host_event(?, 'k' || i, 'a.b')"
                          + " from generate_series(1, 8) as i",
                      tenant);
                  jooq.execute(
                      "select case i.n % 4"
                          + " when 0 then lyss_user.complete_event(e.claim, e.tenant_id, e.key, e.position, '1 s')"
                          + " when 1 then lyss_user.fail_event(e.claim, e.tenant_id, e.key, 'no')"
                          + " when 2 then lyss_user.renew_claim(e.claim, e.tenant_id, e.key, '1 s')"
                          + " else lyss_user.release_events(e.claim) is not null end"
                          + " from lyss_user.claim_events(8, 8, '1 s') with ordinality"
                          + " as e (claim, tenant_id, id, key, position, type, payload, actor_id,"
                          + " reason, created_at, n), lateral (select e.n) as i");
                  return jooq.fetch(
                          "select relname, seq_tup_read from pg_stat_xact_user_tables"
                              + " where schemaname = 'lyss_user' and relname in"
                              + " ('outbox_turns', 'outbox_keys', 'outbox_events')"
                              + " and seq_scan > 0")
                      .getValues(0);
                });
    assertThat(read).isEmpty();
    services.elapse();
    services.drain();
  }

  /** A plan that merges a whole index with another is cheap only while the outbox is empty. */
  @Test
  void aPlanThatWasMadeWhileNothingWaitedDoesNotReadWhatWasDeliveredSince() throws SQLException {
    services.drain();
    for (String table : List.of("outbox_turns", "outbox_keys", "outbox_events")) {
      services.database().execute("vacuum analyze lyss_user." + table);
    }
    try (Connection snapshot = services.database().dataSource().getConnection();
        Connection worker = services.database().dataSource().getConnection();
        Statement claims = worker.createStatement()) {
      claims.execute(
          "set plan_cache_mode = force_generic_plan; set enable_nestloop = off; set role lyss_system;"
              + " set app.system_reason = 'test'");
      int before = pagesOfClaim(claims);
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      snapshot.createStatement().execute("select count(*) from lyss_user.outbox_keys");
      deliver(1500);
      choose();
      services.drain();
      assertThat(pagesOfClaim(claims)).isLessThan(before + 300);
      services.elapse();
      services.drain();
    }
  }

  /** How many pages a worker reads to claim ten keys, when ten wait. */
  private int pagesOfClaim(Statement claims) throws SQLException {
    for (int i = 0; i < 10; i++) {
      services.publish(tenant, UUID.randomUUID().toString(), 1);
    }
    StringBuilder plan = new StringBuilder();
    try (ResultSet lines =
        claims.executeQuery(
            "explain (analyze, buffers, costs off)"
                + " select from lyss_user.claim_events(10, 10, '1 s')")) {
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
    }
    Matcher pages = PAGES.matcher(plan);
    assertThat(pages.find()).as("%s", plan).isTrue();
    return Integer.parseInt(pages.group(1));
  }

  @Test
  void aKeyThatWaitsIsNotMissed() {
    services.publish(tenant, "waits", 2);
    events.deliver(
        1,
        Duration.ofHours(1),
        event -> {
          throw new IllegalStateException("no");
        });
    for (int i = 0; i < 3; i++) {
      choose();
      events.deliver(0, Duration.ofHours(1), event -> {});
    }
    services.elapse();
    assertThat(services.drain()).hasSize(2);
  }

  /** A clock was set back, or the database restored in a cluster whose transactions begin anew. */
  @Test
  void aFloorThatIsTooHighComesDown() {
    services.drain();
    services
        .database()
        .execute(
            "update lyss_user.outbox_floors set floor = 'infinity', candidate = 'infinity',"
                + " candidate_open = '{9000000000000000000}', late = '{9000000000000000000}',"
                + " raised_at = 'infinity'");
    services.publish(tenant, "restored", 1);
    assertThat(services.drain()).hasSize(1);
    raise();
    services.drain();
    assertThat(
            services.query(
                "select candidate < clock_timestamp() and late = '{}'"
                    + " and pg_current_xact_id() > all (candidate_open)"
                    + " from lyss_user.outbox_floors"))
        .containsExactly("t");
  }
}
