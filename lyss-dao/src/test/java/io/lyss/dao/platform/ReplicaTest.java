package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Freshness;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Route;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.MapCache;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.Standby;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.ds.PGSimpleDataSource;

/** A primary and a standby that streams from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(4)
class ReplicaTest {

  private static final String APP = "replica_test_app";

  private final List<FinishedCall> heard = new ArrayList<>();
  private ThrowawayPostgres server;
  private Standby standby;
  private String database;
  private DataSource primary;
  private DataSource replica;
  private Platform platform;
  private int names;

  @BeforeAll
  void start() {
    server = ThrowawayPostgres.replicating();
    ThrowawayDatabase migrated = server.database();
    database = migrated.name();
    LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PLATFORM, migrated.dataSource());
    ThrowawayDatabase.execute(migrated.dataSource(), migrator.script(), migrator::migrate);
    migrated.execute(
        "create role %1$s login password '%1$s'; grant authenticated_users, lyss_system to %1$s with inherit false, set true"
            .formatted(APP));
    standby = new Standby(server);
    primary = as(migrated.jdbcUrl());
    replica = as(standby.jdbcUrl(database));
  }

  private static DataSource as(String url) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(url);
    dataSource.setUser(APP);
    dataSource.setPassword(APP);
    return dataSource;
  }

  @AfterAll
  void stop() throws Exception {
    standby.close();
    server.close();
  }

  @BeforeEach
  void follow() {
    standby.resume();
    platform =
        Platform.over(primary, replica)
            .maxStaleness(Duration.ofMinutes(5))
            .listener(CallListener.atEnd(heard::add));
    // the primary reports its position
    system().users().list(PageRequest.first(1));
    standby.catchUp();
    heard.clear();
  }

  private PlatformSession system() {
    return platform.asSystem("test");
  }

  private User create(PlatformSession session) {
    String name = "user" + ++names;
    return session
        .users()
        .create(new NewUser(name, name + "@x.org", PasswordHash.NONE, UserRole.USER));
  }

  private List<Route> routes() {
    List<Route> routes = heard.stream().map(FinishedCall::route).toList();
    heard.clear();
    return routes;
  }

  @Test
  void readsGoToTheReplicaAndWritesDoNot() {
    User user = create(system());
    standby.catchUp();
    assertThat(system().users().get(user.id())).isEqualTo(user);
    system().users().deactivate(user.id());
    assertThat(routes()).containsExactly(Route.PRIMARY, Route.REPLICA, Route.PRIMARY);
  }

  @Test
  void aScopeSeesOnTheReplicaWhatItSeesOnThePrimary() {
    User one = create(system());
    User other = create(system());
    standby.catchUp();
    assertThat(platform.asUser(one.id()).users().find(one.id())).contains(one);
    assertThat(platform.asUser(one.id()).users().find(other.id())).isEmpty();
    assertThat(routes()).endsWith(Route.REPLICA, Route.REPLICA);
  }

  /** A standby does not list all transactions of the primary. */
  @Test
  void noAnswerOfAStandbyIsKept() {
    User user = create(system());
    standby.catchUp();
    MapCache cache = MapCache.ofEntries();
    Platform alone =
        Platform.over(replica)
            .cache(cache, Duration.ofMinutes(1))
            .listener(CallListener.atEnd(heard::add));
    heard.clear();
    for (int i = 0; i < 2; i++) {
      alone.asUser(user.id()).providers().canUserAccessProvider(user.id(), 1);
    }
    assertThat(heard).hasSize(2);
    assertThat(cache.entries()).isEmpty();
  }

  @Test
  void questionsOfACacheGoToThePrimary() {
    User user = create(system());
    standby.catchUp();
    MapCache cache = MapCache.ofEntries();
    Platform cached = platform.cache(cache, Duration.ofMinutes(1));
    heard.clear();
    for (int i = 0; i < 2; i++) {
      cached.asUser(user.id()).providers().canUserAccessProvider(user.id(), 1);
    }
    assertThat(routes()).containsExactly(Route.PRIMARY);
    assertThat(cache.entries()).hasSize(1);
  }

  @Test
  void aSessionReadsItsOwnWritesThoughTheReplicaIsBehind() {
    standby.pause();
    PlatformSession session = system();
    User user = create(session);
    assertThat(session.users().get(user.id())).isEqualTo(user);
    assertThat(routes()).containsExactly(Route.PRIMARY, Route.FALLBACK);
    assertThatExceptionOfType(NotFoundException.class)
        .as("another, who has heard of nothing")
        .isThrownBy(() -> system().users().get(user.id()));
  }

  @Test
  void aLaterSessionReadsAtLeastWhatTheTextSays() {
    standby.pause();
    PlatformSession session = system();
    User user = create(session);
    Freshness freshness = Freshness.parse(session.freshness().toString());
    assertThat(system().readingAtLeast(freshness).users().get(user.id())).isEqualTo(user);
    standby.resume();
    standby.catchUp();
    heard.clear();
    assertThat(system().readingAtLeast(freshness).users().get(user.id())).isEqualTo(user);
    assertThat(routes()).containsExactly(Route.REPLICA);
  }

  @Test
  void aTransactionReadsWhatItWritesAndCountsAsAWhole() {
    standby.pause();
    PlatformSession session = system();
    User user =
        session.transact(
            inner -> {
              User made = create(inner);
              return inner.users().get(made.id());
            });
    assertThat(session.users().get(user.id())).isEqualTo(user);
    assertThat(routes()).containsExactly(Route.PRIMARY, Route.PRIMARY, Route.FALLBACK);
  }

  @Test
  void aTransactionOfTheHostCountsBeforeItEnds() throws Exception {
    PlatformSession session = system();
    User user;
    try (Connection host = primary.getConnection()) {
      host.setAutoCommit(false);
      user = create(session.joining(host));
      assertThat(session.users().find(user.id())).isEmpty();
      host.commit();
    }
    assertThat(session.freshness().transactions()).hasSize(1);
    standby.catchUp();
    heard.clear();
    assertThat(session.users().get(user.id())).isEqualTo(user);
    assertThat(routes()).containsExactly(Route.REPLICA);
  }

  @Test
  void aTransactionThatLaterOnesHaveOvertakenCounts() throws Exception {
    PlatformSession session = system();
    User user;
    try (Connection host = primary.getConnection()) {
      host.setAutoCommit(false);
      user = create(session.joining(host));
      create(system());
      standby.catchUp();
      standby.pause();
      host.commit();
    }
    heard.clear();
    assertThat(session.users().get(user.id())).isEqualTo(user);
    assertThat(routes()).containsExactly(Route.FALLBACK);
  }

  @Test
  void aReplicaThatIsTooStaleIsNotAsked() throws Exception {
    Platform strict =
        Platform.over(primary, replica)
            .maxStaleness(Duration.ofSeconds(2))
            .listener(CallListener.atEnd(heard::add));
    standby.pause();
    strict.asSystem("test").users().list(PageRequest.first(1));
    strict.asSystem("test").users().list(PageRequest.first(1));
    assertThat(routes()).containsExactly(Route.PRIMARY, Route.REPLICA);
    User late = create(strict.asSystem("test"));
    Thread.sleep(2100);
    // the primary has reported no position since, and reports one with the first of these reads
    assertThat(strict.asSystem("test").users().find(late.id())).isPresent();
    assertThat(strict.asSystem("test").users().find(late.id())).isPresent();
    assertThat(routes()).containsExactly(Route.PRIMARY, Route.PRIMARY, Route.FALLBACK);
  }

  @Test
  void aReplicaThatIsDownIsLeftAlone() {
    Platform half =
        Platform.over(primary, as("jdbc:postgresql://localhost:1/none"))
            .listener(CallListener.atEnd(heard::add));
    for (int i = 0; i < 4; i++) {
      half.asSystem("test").users().list(PageRequest.first(1));
    }
    assertThat(routes())
        .containsExactly(Route.PRIMARY, Route.FALLBACK, Route.PRIMARY, Route.PRIMARY);
  }

  @Test
  void neverReadsADatabaseThatIsNoStandby() {
    Platform wrong = Platform.over(primary, primary).listener(CallListener.atEnd(heard::add));
    for (int i = 0; i < 3; i++) {
      wrong.asSystem("test").users().list(PageRequest.first(1));
    }
    assertThat(routes()).containsExactly(Route.PRIMARY, Route.FALLBACK, Route.PRIMARY);
  }

  @Test
  void aReplicaThatWasPromotedIsNotReadAnyMoreThoughItHasAll() throws Exception {
    try (Standby promoted = new Standby(server)) {
      Platform failedOver =
          Platform.over(primary, as(promoted.jdbcUrl(database)))
              .maxStaleness(Duration.ofMinutes(5))
              .listener(CallListener.atEnd(heard::add));
      failedOver.asSystem("test").users().list(PageRequest.first(1));
      promoted.catchUp();
      failedOver.asSystem("test").users().list(PageRequest.first(1));
      promoted.promote();
      failedOver.asSystem("test").users().list(PageRequest.first(1));
    }
    assertThat(routes()).containsExactly(Route.PRIMARY, Route.REPLICA, Route.FALLBACK);
  }

  @Test
  void aTextThatIsNoFreshnessIsRefused() {
    for (String bad : List.of("", "platform:", "platform:0", "x:1,2", "platform:1".repeat(99))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Freshness.parse(bad))
          .withMessageContaining("text is no freshness");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> system().readingAtLeast(Freshness.parse("chat:7")))
        .withMessageContaining("chat");
    assertThatIllegalStateException()
        .isThrownBy(() -> Platform.over(primary).maxStaleness(Duration.ofSeconds(1)))
        .withMessageContaining("over(primary, replica)");
    PlatformSession alone = Platform.over(primary).asSystem("test");
    assertThat(alone.freshness()).isEqualTo(Freshness.ANY);
    create(alone);
    assertThat(alone.freshness()).isEqualTo(Freshness.PRIMARY);
  }
}
