package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker waits until an event is due. */
class AwaitTest extends ServiceTest {

  private static final Json NONE = new Json("{}");

  private final UUID tenant = UUID.randomUUID();
  private final EventDao events = services.system().events();

  @AfterEach
  void drain() {
    services.elapse();
    services.drain();
  }

  /** Returns once a worker listens: it has asked whether an event is due, which comes after. */
  private void awaitListening() {
    while (services
        .query(
            """
            select 1 from pg_stat_activity
            where datname = current_database() and query like '%lyss EventDao.await %'
              and pid <> pg_backend_pid()
            """)
        .isEmpty()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void theWaitEndsWhenAnotherSessionPublishes() throws Exception {
    CompletableFuture<Boolean> woken =
        CompletableFuture.supplyAsync(() -> events.await(Duration.ofMinutes(5)));
    awaitListening();
    services.as(tenant).events().publish(tenant, "k", "a.b", NONE);
    assertThat(woken.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(services.drain()).hasSize(1);
  }

  @Test
  void aWaitWithoutAnEventEndsAfterTheGivenTime() {
    assertThat(events.await(Duration.ofMillis(1))).isFalse();
    assertThat(events.await(Duration.ofMillis(20))).isFalse();
    assertThat(events.await(Duration.ZERO)).isFalse();
  }

  @Test
  void noWorkerWaitsIfAnEventIsDueAlready() {
    services.publish(tenant, "k", 1);
    assertThat(events.await(Duration.ofMinutes(5))).isTrue();
    assertThat(services.drain()).hasSize(1);
  }

  @Test
  void anEventOfAPausedKeyIsNotDueBeforeItsPauseEnds() throws Exception {
    services.publish(tenant, "k", 1);
    services.stopClock(Instant.parse("2901-01-01T00:00:00Z"));
    events.deliver(
        1,
        TestServices.LONG,
        event -> {
          throw new IllegalStateException("no");
        });
    assertThat(events.await(Duration.ofMillis(10))).isFalse();
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> events.await(Duration.ofMinutes(5)));
    awaitListening();
    // nobody notifies it of that
    services.stopClock(services.waiting("k").nextAt());
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(events.await(Duration.ofMinutes(5))).isTrue();
  }

  /** A worker's pool may have a single connection. */
  @Test
  void oneConnectionIsEnough() {
    try (HikariDataSource one = services.pool(1)) {
      EventDao alone = services.service(one).asSystem("worker").events();
      assertThat(alone.await(Duration.ofMillis(5))).isFalse();
      services.publish(tenant, "k", 1);
      assertThat(alone.await(Duration.ofMinutes(5))).isTrue();
      assertThat(alone.deliver(1, TestServices.LONG, event -> {}).handled()).isEqualTo(1);
      assertThat(alone.await(Duration.ofMillis(5))).isFalse();
    }
  }

  @Test
  void theConnectionIsReturnedUnchanged() throws Exception {
    try (HikariDataSource one = services.pool(1)) {
      services.service(one).asSystem("worker").events().await(Duration.ofMillis(1));
      Expect.denied(
          () -> services.service(one).asUser(scope()).events().await(Duration.ofMillis(1)));
      try (var connection = one.getConnection();
          var statement = connection.createStatement();
          var channels = statement.executeQuery("select pg_listening_channels()")) {
        assertThat(channels.next()).isFalse();
        assertThat(connection.getAutoCommit()).isTrue();
      }
    }
  }

  @Test
  void aWaitOnAnotherDataSourceTakesNoneOfTheWorkersConnections() throws Exception {
    HikariDataSource closed = services.pool(1);
    closed.close();
    try (HikariDataSource direct = services.pool(1)) {
      EventDao worker = services.service(closed).asSystem("worker").events();
      CompletableFuture<Boolean> woken =
          CompletableFuture.supplyAsync(() -> worker.await(Duration.ofMinutes(5), direct));
      awaitListening();
      services.publish(tenant, "k", 1);
      assertThat(woken.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aWaitIsBounded() {
    for (Duration timeout : new Duration[] {Duration.ofMillis(-1), Duration.ofDays(2)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> events.await(timeout))
          .withMessage("timeout is from zero to 24 hours, not " + timeout);
    }
  }

  private Scope.TenantUser scope() {
    return Scope.TenantUser.of(tenant, UUID.randomUUID());
  }

  @Test
  void theLossOfTheConnectionIsADatabaseException() {
    HikariConfig config = services.config(1);
    config.addDataSourceProperty("ApplicationName", "victim");
    try (HikariDataSource victim = new HikariDataSource(config)) {
      EventDao dying = services.service(victim).asSystem("worker").events();
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> dying.await(Duration.ofMinutes(5)));
      awaitListening();
      services.query(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'victim'
          """);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .withCauseInstanceOf(DatabaseException.class);
    }
  }
}
