package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What budgets, ledger and settlements accept. */
class BudgetRulesTest extends ProviderServiceTest {

  private static final BigDecimal HUNDRED = new BigDecimal(100);

  private final UUID tenant = Ids.next();
  private final UUID group = Ids.next();
  private final Scope.TenantUser ann = TestProviders.user(tenant, group);
  private final Scope.TenantUser bob = TestProviders.user(tenant, Ids.next());
  private final BudgetDao admins = providers.as(TestProviders.admin(tenant)).budgets();
  private final Channel channel = providers.channel(tenant, providers.newChannel("m"));

  private NewReservation reserve(long amount) {
    NewReservation reservation = NewReservation.of(ChannelRequest.of("m"), channel.id(), amount);
    assertThat(providers.as(ann).quota().reserve(reservation).outcome())
        .isEqualTo(Reservation.Outcome.RESERVED);
    return reservation;
  }

  private NewBudget ofUser() {
    return NewBudget.of(
        "b", LimitSubject.USER, ann.userId(), LimitUnit.AMOUNT, LimitPeriod.DAY, HUNDRED);
  }

  @Test
  void aBudgetIsStoredAsGiven() {
    NewBudget given = ofUser().withModel("a model").withSoftLimit(BigDecimal.valueOf(40));
    Budget stored = admins.create(given);
    assertThat(admins.get(given.id())).isEqualTo(stored);
    assertThat(stored)
        .extracting(
            Budget::id,
            Budget::name,
            Budget::subject,
            Budget::subjectId,
            Budget::model,
            Budget::unit,
            Budget::currency,
            Budget::period,
            Budget::hardLimit,
            Budget::softLimit)
        .containsExactly(
            given.id(),
            given.name(),
            given.subject(),
            given.subjectId(),
            given.model(),
            given.unit(),
            given.currency(),
            given.period(),
            given.hardLimit(),
            given.softLimit());
  }

  @Test
  void aUserHasAHundredBudgetsOfTheirOwn() {
    UserToken token = providers.as(ann).tokens().issue(NewToken.of("t")).details();
    BudgetDao own = providers.as(ann).budgets();
    for (int i = 0; i < 100; i++) {
      own.create(NewBudget.ofToken("b", token, LimitUnit.AMOUNT, LimitPeriod.DAY, HUNDRED));
    }
    NewBudget another = NewBudget.ofToken("b", token, LimitUnit.TOKENS, LimitPeriod.DAY, HUNDRED);
    Expect.refused(
        "budgets_user_id_set_by_check", "a user has at most 100", () -> own.create(another));
    admins.create(another);
  }

  @Test
  void theIdOfADeletedBudgetIsNotUsedAgain() {
    NewBudget budget = ofUser();
    admins.create(budget);
    reserve(1);
    admins.delete(budget.id());
    Expect.conflict(
        "budgets_tenant_id_id_pk",
        "a budget with this id was deleted",
        () -> admins.create(budget));
  }

  @Test
  void aBudgetOfAChannelIsSeenByThoseWhoSeeTheChannel() {
    Channel personal =
        providers.as(ann).channels().createPersonal(ann.userId(), providers.newChannel("m"));
    Channel groups =
        providers
            .as(TestProviders.admin(tenant))
            .channels()
            .createForGroup(group, providers.newChannel("m"));
    for (Channel one : List.of(personal, groups, channel)) {
      NewBudget budget =
          NewBudget.of(
              "b", LimitSubject.CHANNEL, one.id(), LimitUnit.AMOUNT, LimitPeriod.DAY, HUNDRED);
      admins.create(budget);
      assertThat(providers.as(ann).budgets().find(budget.id())).as("%s", one).isPresent();
      assertThat(providers.as(bob).budgets().find(budget.id()).isPresent())
          .as("%s", one)
          .isEqualTo(one == channel);
    }
  }

  @Test
  void aSoftLimitThatIsSetBelowUseIsPublished() {
    NewBudget budget = ofUser();
    Budget created = admins.create(budget);
    reserve(40);
    assertThat(softLimits(budget.id())).isEmpty();
    Budget lower = admins.update(created.withLimits(limit(30), limit(20)));
    assertThat(softLimits(budget.id())).containsExactly("20");
    admins.update(lower.withLimits(limit(35), limit(20)));
    assertThat(softLimits(budget.id())).containsExactly("20");
    admins.delete(budget.id());
  }

  private static Optional<BigDecimal> limit(int amount) {
    return Optional.of(new BigDecimal(amount));
  }

  private List<String> softLimits(UUID budget) {
    return providers.query(
        "select payload ->> 'softLimit' from lyss_provider.outbox_events where key = 'budget:%s'"
            .formatted(budget));
  }

  @Test
  void quotaThatIsHeldForADeletedReservationIsReleased() {
    NewBudget budget = ofUser();
    admins.create(budget);
    NewReservation lost = reserve(30);
    reserve(20);
    QuotaDao system = providers.system().quota(tenant);
    providers
        .database()
        .execute("delete from lyss_provider.quota_reservations where id = '" + lost.id() + "'");
    assertThat(system.reconcile()).isNotEmpty();
    system.repair(Ids.next(), "its row is gone");
    assertThat(system.reconcile()).isEmpty();
    assertThat(providers.as(ann).quota().remaining(ChannelRequest.of("m"), channel.id()))
        .filteredOn(left -> left.limitId().equals(budget.id()))
        .allSatisfy(left -> assertThat(left.held()).isEqualByComparingTo("20"))
        .isNotEmpty();
  }

  @Test
  void usersSettleForGroupsOfTheirs() {
    QuotaDao own = providers.as(ann).quota();
    Consumption used = Consumption.of(TokenCounts.of(1, 1));
    NewReservation reservation = reserve(10);
    Expect.denied(() -> own.settle(reservation.id(), used.withGroup(Ids.next())));
    assertThat(own.settle(reservation.id(), used.withGroup(group)).state())
        .isEqualTo(ReservationState.SETTLED);
  }

  @Test
  void aCostHasACurrency() {
    NewReservation reservation = reserve(10);
    Consumption free = Consumption.of(TokenCounts.of(1, 1));
    Consumption costly =
        new Consumption(
            free.id(),
            2,
            free.counts(),
            free.outcome(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(BigDecimal.ONE),
            OptionalInt.empty(),
            OptionalInt.empty(),
            free.tags());
    Expect.refused(
        "usage_records_currency_cost_check",
        () -> providers.as(ann).quota().settle(reservation.id(), costly));
  }

  @Test
  void timeZonesHaveNames() {
    TenantSettingsDao settings = providers.system().tenantSettings(tenant);
    for (String zone :
        List.of(
            "Foo+5",
            "EST5",
            "CEST",
            "+02:00",
            "",
            "europe/berlin",
            "Foo/Bar",
            "nan",
            "infinity",
            "interval",
            "default",
            "../UTC",
            "/etc/passwd",
            "Europe",
            "Europe/Berlin ")) {
      Expect.refused(
          "tenant_settings_time_zone_check",
          "time_zone is " + zone + ": ",
          () -> settings.set(new TenantSettings(Optional.empty(), zone, Instant.now())));
    }
    for (String zone : List.of("Etc/GMT+5", "UTC", "Asia/Kathmandu")) {
      assertThat(settings.set(new TenantSettings(Optional.empty(), zone, Instant.now()))).isTrue();
    }
    assertThat(
            providers.query(
                "select name from pg_timezone_names where not lyss_provider.is_time_zone(name)"))
        .isEmpty();
  }

  @Test
  void nobodyChangesTheLedger() {
    reserve(0);
    for (String change :
        List.of(
            "update lyss_provider.quota_entries set reason = null",
            "delete from lyss_provider.quota_entries",
            "truncate lyss_provider.quota_entries",
            "truncate lyss_provider.quota_entries_default")) {
      assertThatThrownBy(() -> providers.database().execute(change))
          .hasStackTraceContaining("quota_entries is append-only");
    }
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  @Test
  void anAdditionCountsOnceByItsId() {
    ChannelDao channels = providers.system().channels(tenant);
    Channel limited =
        providers.channel(tenant, providers.newChannel("m").withLimits(new Quota(100), 60));
    UUID addition = Ids.next();
    channels.addQuota(limited.id(), addition, 10);
    assertThat(channels.addQuota(limited.id(), addition, 10).limits().quota())
        .isEqualTo(new Quota(110));
    Expect.conflict(
        "quota_entries_tenant_id_reservation_id_kind_recorded_at_pk",
        "another addition has the id " + addition + ": give this one an id of its own",
        () -> channels.addQuota(limited.id(), addition, 11));
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  @Test
  void anAdditionToABudgetCountsOnceByItsId() {
    NewBudget budget = ofUser().withSoftLimit(BigDecimal.valueOf(40));
    Budget created = admins.create(budget);
    UUID addition = Ids.next();
    Budget once = admins.add(budget.id(), addition, BigDecimal.TEN);
    assertThat(once).isEqualTo(admins.add(budget.id(), addition, BigDecimal.TEN));
    assertThat(once.hardLimit()).isEqualTo(limit(110));
    assertThat(once.softLimit()).isEqualTo(limit(50));
    Expect.conflict(
        "quota_entries_tenant_id_reservation_id_kind_recorded_at_pk",
        "another addition has the id " + addition + ": give this one an id of its own",
        () -> admins.add(budget.id(), addition, BigDecimal.ONE));
    Expect.changedSince(
        "budget", budget.id(), () -> admins.update(created.withLimits(limit(200), limit(100))));
    assertThatThrownBy(
            () ->
                providers
                    .database()
                    .execute(
                        """
                        select lyss_provider.bind_tenant_scope('lyss_system', '', '', '{}', '', 'a test');
                        select lyss_provider.add_to_budget('%s', '%s', '%s', null)
                        """
                            .formatted(tenant, budget.id(), Ids.next())))
        .hasStackTraceContaining("amount is null");
    admins.delete(budget.id());
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  @Test
  void whatIsAddedCanBeUsed() {
    Scope.TenantUser eve = TestProviders.user(tenant);
    UUID another = providers.channel(tenant, providers.newChannel("m")).id();
    NewBudget budget =
        NewBudget.of(
                "b", LimitSubject.USER, eve.userId(), LimitUnit.AMOUNT, LimitPeriod.TOTAL, HUNDRED)
            .withSoftLimit(BigDecimal.valueOf(40));
    admins.create(budget);
    assertThat(reserve(eve, another, 100)).isEqualTo(Reservation.Outcome.RESERVED);
    assertThat(reserve(eve, another, 20)).isEqualTo(Reservation.Outcome.USER_EXHAUSTED);
    admins.add(budget.id(), Ids.next(), HUNDRED);
    assertThat(reserve(eve, another, 20)).isEqualTo(Reservation.Outcome.RESERVED);
    assertThat(softLimits(budget.id())).containsExactly("40");
    assertThat(reserve(eve, another, 30)).isEqualTo(Reservation.Outcome.RESERVED);
    assertThat(softLimits(budget.id())).containsExactly("40", "140");
    assertThat(providers.system().quota(tenant).reconcile()).isEmpty();
  }

  private Reservation.Outcome reserve(Scope.TenantUser user, UUID of, long amount) {
    return providers
        .as(user)
        .quota()
        .reserve(NewReservation.of(ChannelRequest.of("m"), of, amount))
        .outcome();
  }

  @Test
  void nobodyAddsToABudgetThatIsNotTheirsToChange() {
    UserToken token = providers.as(ann).tokens().issue(NewToken.of("t")).details();
    BudgetDao own = providers.as(ann).budgets();
    NewBudget ofUser = ofUser();
    NewBudget ofToken = NewBudget.ofToken("b", token, LimitUnit.AMOUNT, LimitPeriod.DAY, HUNDRED);
    NewBudget ofTenant =
        NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.TOTAL, BigDecimal.valueOf(10_000));
    admins.create(ofUser);
    own.create(ofToken);
    providers.system().budgets(tenant).create(ofTenant);
    Expect.notFound("budget", ofUser.id(), () -> own.add(ofUser.id(), Ids.next(), BigDecimal.ONE));
    Expect.notFound(
        "budget", ofTenant.id(), () -> own.add(ofTenant.id(), Ids.next(), BigDecimal.ONE));
    Expect.notFound(
        "budget", ofTenant.id(), () -> admins.add(ofTenant.id(), Ids.next(), BigDecimal.ONE));
    Expect.notFound(
        "budget", ofToken.id(), () -> admins.add(ofToken.id(), Ids.next(), BigDecimal.ONE));
    assertThat(own.add(ofToken.id(), Ids.next(), BigDecimal.ONE).hardLimit()).isEqualTo(limit(101));
    providers.system().budgets(tenant).delete(ofTenant.id());
    own.delete(ofToken.id());
    admins.delete(ofUser.id());
  }
}
