package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Usage without a reservation that is charged counts in full, once, wherever a reservation would.
 */
class ChargedUsageTest extends ChargedUsageFixture {

  private List<String> ledger() {
    return providers.query(
        "select kind from lyss_provider.quota_entries where tenant_id = '%s' order by recorded_at, kind"
            .formatted(tenant));
  }

  @Test
  void itCountsInEachLimitThatApplies() {
    providers
        .system()
        .tenantSettings(tenant)
        .set(TenantSettings.of(1000, ZoneId.of("Asia/Kathmandu")));
    budget(LimitSubject.TENANT, LimitUnit.TOKENS, LimitPeriod.MONTH, 1000);
    budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.DAY, 1000);
    budget(LimitSubject.GROUP, LimitUnit.REQUESTS, LimitPeriod.HOUR, 1000);
    budget(LimitSubject.TENANT, LimitUnit.AT_ONCE, LimitPeriod.TOTAL, 1);
    NewUsage usage = used(30);
    assertThat(charge(usage)).isTrue();
    Map<String, String> once =
        Map.of(
            "TOKEN QUOTA ", "30",
            "TOKEN RATE_LIMIT ", "1",
            "CHANNEL QUOTA ", "30",
            "CHANNEL RATE_LIMIT ", "1",
            "TENANT API_CALLS ", "1",
            "TENANT BUDGET TOKENS", "30",
            "USER BUDGET COST", "3",
            "GROUP BUDGET REQUESTS", "1",
            "TENANT BUDGET AT_ONCE", "0");
    assertThat(used()).isEqualTo(once);
    assertThat(ledger()).containsExactly("charge");
    assertThat(charge(usage)).isFalse();
    assertThat(charge(used(99).withId(usage.id()))).isFalse();
    assertThat(used()).isEqualTo(once);
    assertThat(ledger()).containsExactly("charge");
    assertThat(reserve(71)).isEqualTo(Reservation.Outcome.TOKEN_EXHAUSTED);
    assertThat(reserve(70)).isEqualTo(Reservation.Outcome.RESERVED);
  }

  @Test
  void whatIsBeyondALimitCountsInFull() {
    Budget budget = budget(LimitSubject.TENANT, LimitUnit.COST, LimitPeriod.TOTAL, 5);
    assertThat(charge(used(130))).isTrue();
    assertThat(charge(used(20))).isTrue();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "150").containsEntry("TOKEN QUOTA ", "150");
    assertThat(used(budget)).isEqualTo("15");
    assertThat(reserve(1)).isNotEqualTo(Reservation.Outcome.RESERVED);
  }

  @Test
  void whatWasRecordedInAnotherWayIsNotCountedAgain() {
    NewUsage recorded = used(10);
    providers.as(ann).usage().record(recorded);
    assertThat(charge(recorded)).isFalse();
    NewReservation held = NewReservation.of(ChannelRequest.of(model), channel.id(), 10);
    Consumption consumption = Consumption.of(TokenCounts.of(10, 0)).withId(Ids.at(NOON));
    providers.as(ann).quota().reserve(held);
    providers.as(ann).quota().settle(held.id(), consumption);
    assertThat(charge(used(10).withId(consumption.id()))).isFalse();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "10").containsEntry("TOKEN QUOTA ", "0");
    NewUsage charged = used(5);
    assertThat(charge(charged)).isTrue();
    assertThat(providers.as(ann).usage().record(charged)).isFalse();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "15");
  }

  @Test
  void whatIsGoneOrForbiddenByNowCounts() {
    providers.as(ann).tokens().revoke(token.id());
    providers.system().channels(tenant).disable(channel.id());
    assertThat(charge(used(10))).isTrue();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "10");
    Budget budget = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.TOTAL, 100);
    NewUsage last = used(20);
    providers.system().channels(tenant).delete(channel.id());
    assertThat(providers.system().usage(tenant).charge(last)).isTrue();
    assertThat(
            providers.as(ann).quota().remaining(ChannelRequest.of(model)).stream()
                .filter(limit -> limit.limitId().equals(budget.id()))
                .map(RemainingQuota::used))
        .containsExactly(BigDecimal.valueOf(20));
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  @Test
  void systemWorkChargesAnybodysForTheGroupThatItNames() {
    UUID other = Ids.next();
    ann = new Scope.TenantUser(tenant, ann.userId(), Set.of(group, other), ann.role());
    Budget budget = budget(LimitSubject.GROUP, LimitUnit.AMOUNT, LimitPeriod.TOTAL, 100);
    providers.system().usage(tenant).charge(used(5));
    charge(used(20));
    assertThat(
            providers.query(
                "select sum(used) from lyss_provider.quota_counters where limit_id = '%s' group by holder_id order by holder_id = '%s'"
                    .formatted(budget.id(), group)))
        .containsExactly("20", "25");
  }

  @Test
  void usersChargeWhatIsTheirs() {
    Scope.TenantUser bob = TestProviders.user(tenant);
    Expect.denied(() -> providers.as(bob).usage().charge(used(1)));
    Expect.denied(() -> charge(used(1).withGroup(Ids.next())));
    NewUsage usage = used(1);
    charge(usage);
    Expect.conflict(
        "usage_records_tenant_id_id_recorded_at_pk",
        "the id is that of a request of another user",
        () ->
            providers
                .as(bob)
                .usage()
                .charge(
                    NewUsage.of(bob.userId(), channel.id(), model, TokenCounts.of(1, 0))
                        .withId(usage.id())));
  }
}
