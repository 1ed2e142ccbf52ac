package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.QUOTA_RESERVATIONS;
import static io.lyss.dao.provider.jooq.Tables.USAGE_RECORDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** No user ends, sees or counts what another reserves and uses. */
class QuotaIsolationTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final UUID group = Ids.next();
  private final Scope.TenantUser user = TestProviders.user(tenant, group);
  private final Channel channel = providers.channel(tenant, providers.newChannel("m"));
  private final List<Scope.TenantUser> strangers =
      List.of(
          TestProviders.user(tenant, group),
          TestProviders.admin(Ids.next(), group),
          new Scope.TenantUser(Ids.next(), user.userId(), user.groupIds(), user.role()));

  private UUID reserved() {
    NewReservation reservation = NewReservation.of(ChannelRequest.of("m"), channel.id(), 1);
    providers.as(user).quota().reserve(reservation);
    return reservation.id();
  }

  @Test
  void noStatementReachesAnothersReservation() {
    reserved();
    for (Scope.TenantUser stranger : strangers) {
      assertThat(
              providers
                  .as(stranger)
                  .<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(QUOTA_RESERVATIONS)))
          .isZero();
    }
  }

  @Test
  void onlyItsUserAndAdministratorsSeeUsage() {
    providers
        .as(user)
        .quota()
        .settle(reserved(), Consumption.ofTokens(1, 1, "USD", BigDecimal.ONE));
    List<DailyUsage> own =
        providers.as(user).usage().daily(user.userId(), LocalDate.MIN, LocalDate.MAX);
    assertThat(own).isNotEmpty();
    assertThat(providers.as(user).usage().dailyOfAll(LocalDate.MIN, LocalDate.MAX)).isEqualTo(own);
    for (Scope.TenantUser stranger : strangers) {
      UsageDao usage = providers.as(stranger).usage();
      assertThat(usage.daily(user.userId(), LocalDate.MIN, LocalDate.MAX)).isEmpty();
      assertThat(usage.dailyOfAll(LocalDate.MIN, LocalDate.MAX)).isEmpty();
      assertThat(providers.as(stranger).usage(tenant).dailyOfAll(LocalDate.MIN, LocalDate.MAX))
          .isEmpty();
      assertThat(
              providers
                  .as(stranger)
                  .<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(USAGE_RECORDS)))
          .isZero();
    }
    assertThat(
            providers
                .as(TestProviders.admin(tenant))
                .usage()
                .daily(user.userId(), LocalDate.MIN, LocalDate.MAX))
        .isEqualTo(own);
    assertThat(providers.system().usage(tenant).dailyOfAll(LocalDate.MIN, LocalDate.MAX))
        .isEqualTo(own);
  }
}
