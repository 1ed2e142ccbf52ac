package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageBucket;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.session.Service;
import io.lyss.dao.testing.AwayNode;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sums of usage are those of the requests there, too, where a transaction is committed on one
 * server after the other. It takes a cluster: -Dlyss.citus.url.
 */
class ProviderOnCitusTest {

  private static TestProviders providers;

  @BeforeAll
  static void distribute() {
    assumeThat(TestDatabase.ON_CITUS)
        .as("-Dlyss.citus.url=<a coordinator's database, as a superuser> runs it on a cluster")
        .isTrue();
    providers = new TestProviders();
  }

  @AfterAll
  static void drop() {
    if (providers != null) {
      providers.close();
    }
  }

  private static NewUsage request(UUID channel) {
    return NewUsage.of(Ids.next(), channel, "m", TokenCounts.of(1, 2));
  }

  private static UUID channel(UUID tenant) {
    return providers.channel(tenant, providers.newChannel("m")).id();
  }

  private static long requests(ProviderSession system, UUID tenant) {
    return system
        .usage(tenant)
        .list(
            UsageQuery.of(
                new UsageWindow(Instant.MIN, Instant.MAX, UsageBucket.ALL, ZoneOffset.UTC)))
        .stream()
        .mapToLong(UsageSum::requests)
        .sum();
  }

  private static long requests(UUID tenant) {
    return requests(providers.system(), tenant);
  }

  private static long rolledUp(UUID tenant) {
    return Long.parseLong(
        providers
            .query(
                "select coalesce(sum(requests), 0) from lyss_provider.usage_days where tenant_id = '%s'"
                    .formatted(tenant))
            .get(0));
  }

  /** Host and port of the node that has a tenant's rows, and the number that their tables have. */
  private static String[] placeOf(UUID tenant) {
    return providers
        .query(
            """
            select nodename || ':' || nodeport || ' ' || shardid from citus_shards
            where shardid = get_shard_id_for_distribution_column('lyss_provider.usage_records', '%s'::uuid)
            """
                .formatted(tenant))
        .get(0)
        .split(" ");
  }

  /** Tenants of two nodes. */
  private static List<UUID> apart() {
    UUID first = Ids.next();
    UUID second =
        Stream.generate(Ids::next)
            .filter(each -> !placeOf(each)[0].equals(placeOf(first)[0]))
            .findFirst()
            .orElseThrow();
    return List.of(first, second);
  }

  /**
   * The coordinator has committed, and could not tell the node: what is prepared there is seen
   * later, when nobody has written meanwhile.
   */
  @Test
  void whatANodeCommitsLaterIsCountedOnceItIs() throws SQLException {
    UUID tenant = Ids.next();
    UUID channel = channel(tenant);
    NewUsage known = request(channel);
    providers.system().usage(tenant).record(List.of(known));
    String[] place = placeOf(tenant);
    String stamp = providers.query("select pg_current_xact_id()").get(0);
    try (Connection node =
            DriverManager.getConnection(
                "jdbc:postgresql://" + place[0] + "/" + providers.database().name(),
                providers.database().adminUser(),
                providers.database().adminPassword());
        Statement statement = node.createStatement()) {
      node.setAutoCommit(false);
      statement.execute(
          """
          insert into lyss_provider.usage_records_%1$s
          select (jsonb_populate_record(r, '{"id": "%2$s", "stamp": %3$s}')).*
          from lyss_provider.usage_records_%1$s as r where r.id = '%4$s'
          """
              .formatted(place[1], ofTheSameTime(known.id()), stamp, known.id()));
      statement.execute("prepare transaction 'citus_0_1_2_%s'".formatted(stamp));
      node.commit();
    }
    providers
        .database()
        .execute(
            """
            insert into pg_dist_transaction (groupid, gid, outer_xid)
            select groupid, 'citus_0_1_2_%1$s', '%1$s' from pg_dist_node
            where nodename || ':' || nodeport = '%2$s'
            """
                .formatted(stamp, place[0]));
    assertThat(providers.system().maintenance().refreshUsage()).isPositive();
    providers.query("select recover_prepared_transactions()");
    assertThat(rolledUp(tenant)).isOne();
    assertThat(requests(tenant)).isEqualTo(2);
    providers.system().maintenance().refreshUsage();
    assertThat(rolledUp(tenant)).isEqualTo(2);
    assertThat(requests(tenant)).isEqualTo(2);
  }

  private static UUID ofTheSameTime(UUID id) {
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ 1);
  }

  /** Until the nodes have answered, a transaction is in no snapshot any more, and has this lock. */
  @Test
  void transactionsAreEndingAsLongAsTheirIdsAreLocked() throws SQLException {
    try (Connection connection = providers.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String stamp;
      try (ResultSet row = statement.executeQuery("select pg_current_xact_id()")) {
        row.next();
        stamp = row.getString(1);
      }
      assertThat(ending()).contains(stamp);
      connection.rollback();
      assertThat(ending()).doesNotContain(stamp);
    }
  }

  private static List<String> ending() {
    return providers.query("select lyss_provider.ending_transactions(pg_current_snapshot())");
  }

  /** While transactions of tenants on two nodes are committed, rolled up and read. */
  @Test
  void noRequestIsMissedNorCountedTwiceMeanwhile() throws Exception {
    List<UUID> tenants = apart();
    List<UUID> channels = tenants.stream().map(ProviderOnCitusTest::channel).toList();
    AtomicLong begun = new AtomicLong();
    AtomicLong committed = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        writers.add(
            threads.submit(
                () -> {
                  try (Connection connection = providers.pool().getConnection()) {
                    connection.setAutoCommit(false);
                    for (int number = 0; number < 60; number++) {
                      begun.incrementAndGet();
                      for (int place = 0; place < 2; place++) {
                        providers
                            .system()
                            .joining(connection)
                            .usage(tenants.get(place))
                            .record(List.of(request(channels.get(place))));
                      }
                      connection.commit();
                      committed.incrementAndGet();
                    }
                    connection.setAutoCommit(true);
                  }
                  return null;
                }));
      }
      Future<?> refresher =
          threads.submit(
              () -> {
                while (writers.stream().anyMatch(each -> !each.isDone())) {
                  providers.system().maintenance().refreshUsage();
                }
              });
      while (writers.stream().anyMatch(each -> !each.isDone())) {
        for (UUID tenant : tenants) {
          long atLeast = committed.get();
          assertThat(requests(tenant)).isBetween(atLeast, begun.get());
        }
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      refresher.get();
    } finally {
      threads.shutdownNow();
    }
    providers.system().maintenance().refreshUsage();
    for (UUID tenant : tenants) {
      assertThat(requests(tenant)).isEqualTo(120);
      assertThat(rolledUp(tenant)).isEqualTo(120);
    }
  }

  /** On one server, all tenants have one watermark; once they are distributed, each has its own. */
  @Test
  void whatWasRolledUpOnOneServerIsNotRolledUpAgain() {
    try (ThrowawayDatabase grown = ThrowawayPostgres.shared().database()) {
      LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PROVIDER, grown.dataSource());
      migrator.migrate();
      ProviderSession system = ProviderService.over(grown.dataSource()).asSystem("a test");
      UUID tenant = Ids.next();
      UUID channel = Ids.next();
      system.usage(tenant).record(List.of(request(channel), request(channel)));
      assertThat(system.maintenance().refreshUsage()).isEqualTo(2);
      system.usage(tenant).record(List.of(request(channel)));
      migrator.onCitus().migrate();
      assertThat(requests(system, tenant)).isEqualTo(3);
      assertThat(system.maintenance().refreshUsage()).isOne();
      assertThat(requests(system, tenant)).isEqualTo(3);
      system.usage(tenant).record(List.of(request(channel)));
      assertThat(system.maintenance().refreshUsage()).isOne();
      assertThat(requests(system, tenant)).isEqualTo(4);
    }
  }

  /**
   * Also a month of another tenant's is neither half dropped nor half made. Those whose node is
   * there go on: none of their calls asks the other.
   */
  @Test
  void callsOfANodeThatIsAwayCanBeTriedAgain() throws SQLException {
    // prices for everybody are on another node: the next test takes that away
    String prices = placeOf(Service.PLATFORM)[0];
    Scope.TenantUser user = userElsewhere(prices);
    String node = placeOf(user.tenantId())[0];
    Scope.TenantUser other = userElsewhere(node);
    List<UUID> channels =
        Stream.of(user, other)
            .map(each -> providers.personal(each, providers.newChannel("m")).id())
            .toList();
    NewReservation reservation = reserved(user, channels.get(0));
    IssuedToken token = providers.as(other).tokens().issue(NewToken.of("t"));
    String month = "lyss_provider.usage_records_2010_05";
    providers.query(
        "select lyss_provider.create_monthly_partition('lyss_provider.usage_records', '2010-05-01')");
    List<String> events = providers.query(EVENTS);
    AwayNode away = new AwayNode(providers, node);
    try {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> providers.as(user).quota().settle(reservation.id(), answered()))
            .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> reserved(user, channels.get(0)))
            .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> providers.as(user).channels().get(channels.get(0)))
            .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(
                () -> providers.system().storage().dropExpiredPartitions("usage_records", 150))
            .isInstanceOf(UnavailableException.class);
        assertThat(providers.as(other).routing().select(ChannelRequest.of("m")).outcome())
            .isEqualTo(Selection.Outcome.SELECTED);
        assertThat(providers.service().verify(token.secret().reveal()).outcome())
            .isEqualTo(TokenVerification.Outcome.VALID);
        assertThat(providers.as(other).channels().list(PageRequest.first(5)).items()).hasSize(1);
        providers.as(other).quota().settle(reserved(other, channels.get(1)).id(), answered());
      }
      assertThat(requests(other.tenantId())).isEqualTo(3);
    } finally {
      away.bringBack();
    }
    assertThat(providers.query(EVENTS)).isEqualTo(events);
    assertThat(requests(user.tenantId())).isZero();
    assertThat(providers.query("select to_regclass('" + month + "')")).containsExactly(month);
    providers.as(user).quota().settle(reservation.id(), answered());
    assertThat(requests(user.tenantId())).isOne();
    assertThat(providers.system().quota(user.tenantId()).reconcile()).isEmpty();
    assertThat(providers.system().storage().dropExpiredPartitions("usage_records", 150))
        .containsExactly("usage_records_2010_05");
  }

  private static Scope.TenantUser userElsewhere(String node) {
    return Stream.generate(() -> TestProviders.user(Ids.next()))
        .filter(each -> !placeOf(each.tenantId())[0].equals(node))
        .findFirst()
        .orElseThrow();
  }

  /** Which every tenant asks that has no price of its own. */
  @Test
  void withoutTheNodeOfPricesForEverybodyWhatHasACostIsSettled() throws SQLException {
    String node = placeOf(Service.PLATFORM)[0];
    Scope.TenantUser user = userElsewhere(node);
    UUID channel = providers.personal(user, providers.newChannel("m")).id();
    AwayNode away = new AwayNode(providers, node);
    try {
      NewReservation reservation = reserved(user, channel);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> providers.as(user).quota().settle(reservation.id(), answered()))
            .isInstanceOf(UnavailableException.class);
      }
      assertThat(requests(user.tenantId())).isZero();
      providers
          .as(user)
          .quota()
          .settle(reservation.id(), answered().withCost("EUR", BigDecimal.ONE));
      assertThat(requests(user.tenantId())).isOne();
    } finally {
      away.bringBack();
    }
    providers.as(user).quota().settle(reserved(user, channel).id(), answered());
    assertThat(requests(user.tenantId())).isEqualTo(2);
    assertThat(providers.system().quota(user.tenantId()).reconcile()).isEmpty();
  }

  private static final String EVENTS = "select id from lyss_provider.outbox_events order by id";

  private static Consumption answered() {
    return Consumption.of(TokenCounts.of(1, 2));
  }

  private static NewReservation reserved(Scope.TenantUser user, UUID channel) {
    NewReservation reservation = NewReservation.of(ChannelRequest.of("m"), channel, 10);
    providers.as(user).quota().reserve(reservation);
    return reservation;
  }
}
