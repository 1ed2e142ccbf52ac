package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.schema.LyssMigrator;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The table of what settling does is what comes of doing it. */
class SettlementRulesTest extends ProviderServiceTest {

  /** Of the next day: ids of usage are made now. */
  private static final Instant NOON =
      Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));

  private static final String PAGE = "/io/lyss/schema/provider/SETTLING.md";

  /** A request that holds 30 of a channel's 100 and of a budget of 100 a day. */
  private final class Case {
    final Scope.TenantUser scope = TestProviders.user(Ids.next());
    final ProviderSession user = providers.as(scope);
    final Channel channel =
        providers.channel(
            scope.tenantId(), providers.newChannel("m").withLimits(new Quota(100), 100));
    final NewReservation request;
    private String answer;

    Case() {
      providers.stopClock(NOON);
      providers
          .system()
          .budgets(scope.tenantId())
          .create(NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.DAY, new BigDecimal(100)));
      request =
          NewReservation.of(ChannelRequest.of("m"), channel.id(), 30).withHold(Duration.ofHours(1));
      reserve();
    }

    Case reserve() {
      Reservation reservation = user.quota().reserve(request);
      answer = word(reservation.state().orElseThrow());
      return this;
    }

    Case settle(long amount) {
      return ended(
          user.quota()
              .settle(request.id(), Consumption.ofTokens(amount, 0, "USD", BigDecimal.ONE)));
    }

    Case release() {
      return ended(user.quota().release(request.id()));
    }

    private Case ended(Settlement settlement) {
      OptionalLong amount = settlement.amount();
      answer = word(settlement.state()) + (amount.isPresent() ? " " + amount.getAsLong() : "");
      return this;
    }

    Case expire() {
      providers.stopClock(NOON.plus(Duration.ofHours(1)));
      providers.system().maintenance().expireReservations(1000);
      answer = "-";
      return this;
    }

    /** The next day, on which something else is reserved. */
    Case nextDay() {
      providers.stopClock(NOON.plus(Duration.ofDays(1)));
      NewReservation other = NewReservation.of(ChannelRequest.of("m"), channel.id(), 1);
      user.quota().reserve(other);
      user.quota().release(other.id());
      return this;
    }

    private static String word(ReservationState state) {
      return state.name().toLowerCase(Locale.ROOT);
    }

    String row(String situation) {
      assertThat(providers.system().quota(scope.tenantId()).reconcile()).isEmpty();
      List<RemainingQuota> left = user.quota().remaining(ChannelRequest.of("m"), channel.id());
      RemainingQuota quota =
          left.stream().filter(l -> l.measure() == LimitMeasure.QUOTA).findFirst().orElseThrow();
      RemainingQuota day =
          left.stream().filter(l -> l.measure() == LimitMeasure.BUDGET).findFirst().orElseThrow();
      return "| %s | %s | %s | %s | %s | %s | %s |"
          .formatted(
              situation,
              answer,
              quota.held().toBigInteger(),
              quota.used().toBigInteger(),
              quota.remaining().orElseThrow().toBigInteger(),
              day.used().toBigInteger(),
              String.join(
                  ", ",
                  providers.query(
                      """
                      select e.kind from lyss_provider.quota_entries as e
                      where e.tenant_id = '%s' and e.reservation_id = '%s'
                      order by e.recorded_at, e.kind = 'reserve' desc
                      """
                          .formatted(scope.tenantId(), request.id()))));
    }
  }

  @Test
  void theTableIsRight() throws IOException {
    String table =
        String.join(
            "\n",
            "| after 30 were reserved | answer | held | used | left of 100 | used today | ledger |",
            "|---|---|---|---|---|---|---|",
            new Case().row("nothing more"),
            new Case().reserve().row("reserved again"),
            new Case().settle(30).row("settled with 30"),
            new Case().settle(10).row("settled with less: 10"),
            new Case().settle(0).row("settled with 0"),
            new Case().settle(50).row("settled with more: 50"),
            new Case().settle(130).row("settled with more than there is: 130"),
            new Case().settle(10).settle(20).row("settled with 10, and again with 20"),
            new Case().settle(10).release().row("settled with 10, then released"),
            new Case().settle(10).reserve().row("settled with 10, then reserved again"),
            new Case().release().row("released"),
            new Case().release().release().row("released twice"),
            new Case().release().settle(10).row("released, then settled with 10"),
            new Case().release().reserve().row("released, then reserved again"),
            new Case().expire().row("expired"),
            new Case().settle(10).expire().row("settled with 10, then over"),
            new Case().release().expire().row("released, then over"),
            new Case().expire().settle(10).row("expired, then settled with 10"),
            new Case()
                .expire()
                .settle(10)
                .settle(20)
                .row("expired, settled with 10, and again with 20"),
            new Case().expire().release().row("expired, then released"),
            new Case().expire().reserve().row("expired, then reserved again"),
            new Case().nextDay().settle(10).row("settled the next day with 10, not expired yet"),
            new Case().nextDay().release().row("released the next day, not expired yet"),
            new Case().expire().nextDay().settle(10).row("expired, settled the next day with 10"));
    try (InputStream page = LyssMigrator.class.getResourceAsStream(PAGE)) {
      assertThat(page).as(PAGE).isNotNull();
      assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8)).contains(table + "\n");
    }
  }
}
