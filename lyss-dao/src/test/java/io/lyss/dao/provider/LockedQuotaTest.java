package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Job;
import io.lyss.dao.session.JobDao;
import io.lyss.dao.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers get while somebody has locked the counters of a tenant in an open transaction. */
class LockedQuotaTest extends ProviderServiceTest {

  private static final String EXPIRED = "expired reservations";

  private HikariDataSource hurried;

  /** A tenant, and what its user holds until it expires. */
  private record Holder(ProviderSession user, Channel channel, Reservation held) {

    NewReservation another() {
      return NewReservation.of(ChannelRequest.of("m"), channel.id(), 1);
    }

    long holds() {
      return user.channels().get(channel.id()).heldQuota();
    }
  }

  private Holder holder() {
    UUID tenant = Ids.next();
    Scope.TenantUser someone = TestProviders.user(tenant);
    ProviderSession user = providers.as(someone);
    Channel channel =
        providers.channel(tenant, providers.newChannel("m").withLimits(new Quota(1000), 100));
    NewReservation held =
        NewReservation.of(ChannelRequest.of("m"), channel.id(), 10).withHold(Duration.ofMinutes(1));
    return new Holder(user, channel, user.quota().reserve(held));
  }

  @BeforeEach
  void nothingIsHeld() {
    HikariConfig config = providers.config(1);
    config.setConnectionInitSql("set lock_timeout = '100ms'");
    hurried = new HikariDataSource(config);
    providers.stopClock(Instant.now().plus(Duration.ofDays(1)));
    providers.system().maintenance().expireReservations(10_000);
    providers.resetClock();
  }

  private JobDao jobs() {
    return ProviderService.over(hurried).asSystem("jobs").jobs();
  }

  private Job job() {
    return jobs().list().stream().filter(job -> job.name().equals(EXPIRED)).findAny().orElseThrow();
  }

  /** Runs that job alone. */
  private void run() {
    providers
        .database()
        .execute(
            "set search_path = lyss_provider; delete from jobs; insert into jobs (name, due_at)"
                + " select name, case when name <> 'expired reservations' then 'infinity'::timestamptz"
                + " end from maintenance");
    jobs().runDue(Duration.ZERO);
  }

  @Test
  void holdsUpNoOtherTenant() throws Exception {
    Holder locked = holder();
    Holder other = holder();
    try (Connection host = providers.pool().getConnection();
        HikariDataSource pool = hurried) {
      host.setAutoCommit(false);
      locked.user().joining(host).quota().reserve(locked.another());
      providers.stopClock(other.held().expiresAt().orElseThrow());

      run();
      assertThat(job().done()).hasValue(1);
      assertThat(job().error().orElseThrow())
          .startsWith(
              "1 tenants are passed over, as somebody has locked their quota; the first is");
      assertThat(other.holds()).isZero();
      assertThat(locked.holds()).isEqualTo(10);

      run();
      assertThat(job().error().orElseThrow()).startsWith("1 tenants are passed over");
      if (!TestDatabase.ON_CITUS) { // where nodes know no lock_timeout of a session
        assertThatExceptionOfType(LyssException.class)
            .isThrownBy(
                () ->
                    ProviderService.over(pool)
                        .asSystem("jobs")
                        .maintenance()
                        .expireReservations(100));
      }

      host.rollback();
      run();
      assertThat(job().error()).isEmpty();
      assertThat(locked.holds()).isZero();
    }
  }

  @Test
  void threeTenantsAreNotWaitedForOneAfterTheOther() throws Exception {
    Holder free = holder();
    Holder[] locked = {holder(), holder(), holder(), holder()};
    try (Connection host = providers.pool().getConnection();
        HikariDataSource pool = hurried) {
      host.setAutoCommit(false);
      for (Holder holder : locked) {
        holder.user().joining(host).quota().reserve(holder.another());
      }
      providers.stopClock(locked[3].held().expiresAt().orElseThrow());
      run();
      assertThat(job().error().orElseThrow()).startsWith("3 tenants are passed over");
      assertThat(free.holds()).isZero();
      host.rollback();
      run();
      assertThat(job().error()).isEmpty();
      assertThat(job().done()).hasValue(4);
      assertThat(pool.isClosed()).isFalse();
    }
  }
}
