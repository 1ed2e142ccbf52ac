package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PricedModel;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a request took is counted and recorded, whatever happens to its token, its channel or its
 * limits while it runs: the provider has to be paid.
 */
class RequestsInFlightTest extends ProviderServiceTest {

  private static final BigDecimal TEN = BigDecimal.TEN;

  /** A request with a reservation. */
  private static final class Running {
    final TestProviders providers;
    final UUID tenant = Ids.next();
    final UUID group = Ids.next();
    final Scope.TenantUser ann = TestProviders.user(tenant, group);
    final Channel channel;
    final UserToken token;
    final Budget ofGroup;
    final Budget atOnce;
    final NewReservation request;

    /** Who ends it. */
    QuotaDao ending;

    Running(TestProviders providers, PricedModel model) {
      this.providers = providers;
      channel =
          providers.channel(
              tenant, providers.newChannel(model.name()).withLimits(new Quota(1_000), 100));
      token = providers.as(ann).tokens().issue(NewToken.of("t")).details();
      ofGroup =
          budgets()
              .create(
                  NewBudget.of(
                          "b", LimitSubject.GROUP, group, LimitUnit.COST, LimitPeriod.TOTAL, TEN)
                      .withCurrency("USD"));
      atOnce = budgets().create(NewBudget.ofTenant("b", LimitUnit.AT_ONCE, LimitPeriod.TOTAL, TEN));
      ending = providers.as(ann).quota();
      request =
          NewReservation.of(ChannelRequest.of(model.name()).withToken(token.id()), channel.id(), 10)
              .withEstimate(TokenCounts.of(500_000, 0));
      assertThat(ending.reserve(request).outcome()).isEqualTo(Reservation.Outcome.RESERVED);
    }

    TokenDao tokens() {
      return providers.as(ann).tokens();
    }

    ChannelDao channels() {
      return providers.system().channels(tenant);
    }

    BudgetDao budgets() {
      return providers.system().budgets(tenant);
    }
  }

  private static final Map<String, Consumer<Running>> MEANWHILE = new LinkedHashMap<>();

  static {
    MEANWHILE.put("nothing", r -> {});
    MEANWHILE.put("the token is revoked", r -> r.tokens().revoke(r.token.id()));
    MEANWHILE.put("the token is disabled", r -> r.tokens().disable(r.token.id()));
    MEANWHILE.put(
        "the token expires",
        r ->
            r.providers
                .database()
                .execute(
                    """
                    update lyss_provider.user_tokens set expires_at = '%s'
                    where tenant_id = '%s' and id = '%s'
                    """
                        .formatted(Instant.now().minusSeconds(1), r.tenant, r.token.id())));
    MEANWHILE.put(
        "the user is suspended",
        r ->
            r.providers
                .system()
                .tokens(r.tenant)
                .acceptUser(r.ann.userId(), ServiceWorld.state("suspended")));
    MEANWHILE.put(
        "the user leaves the group",
        r ->
            r.ending =
                r.providers
                    .as(
                        new Scope.TenantUser(
                            r.tenant, r.ann.userId(), Set.of(), TenantRole.END_USER))
                    .quota());
    MEANWHILE.put("the channel is disabled", r -> r.channels().disable(r.channel.id()));
    MEANWHILE.put("the channel is deleted", r -> r.channels().delete(r.channel.id()));
    MEANWHILE.put(
        "the channel serves another model",
        r -> r.providers.set(r.channel, "models = '[\"another\"]'"));
    MEANWHILE.put("the quota is lowered", r -> r.providers.set(r.channel, "quota = 1"));
    MEANWHILE.put(
        "the budget is lowered",
        r ->
            r.budgets()
                .update(r.ofGroup.withLimits(Optional.of(BigDecimal.ZERO), Optional.empty())));
    MEANWHILE.put("a budget is deleted", r -> r.budgets().delete(r.atOnce.id()));
    MEANWHILE.put(
        "the hold expires",
        r -> {
          r.providers.moveClock(Duration.ofHours(1));
          r.providers.system().maintenance().expireReservations(1000);
        });
    MEANWHILE.put(
        "the tenant is suspended, and system work ends what runs",
        r -> {
          r.providers.system().acceptTenant(r.tenant, ServiceWorld.state("suspended"));
          r.ending = r.providers.system().quota(r.tenant);
        });
  }

  static Stream<String> meanwhile() {
    return MEANWHILE.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("meanwhile")
  void theUsageOfARequestInFlightIsCounted(String meanwhile) {
    PricedModel model = new PricedModel("openai", providers.name("gpt-"));
    providers
        .system()
        .prices(new UUID(0, 0))
        .set(
            NewPrice.of(model, "USD", UnitPrices.of(BigDecimal.valueOf(2), TEN))
                .from(Instant.now().minus(Duration.ofDays(1))));
    Running running = new Running(providers, model);
    MEANWHILE.get(meanwhile).accept(running);
    Consumption used =
        Consumption.of(TokenCounts.of(1_000_000, 100_000))
            .withAmount(7)
            .withOutcome(RequestOutcome.CANCELLED);
    assertThat(running.ending.settle(running.request.id(), used).amount()).hasValue(7);
    assertThat(
            providers.query(
                "select cost || ' ' || outcome from lyss_provider.usage_records where id = '%s'"
                    .formatted(used.id())))
        .containsExactly("3 cancelled");
    assertThat(
            providers.query(
                """
                select measure || coalesce(' ' || b.unit, '') || ': ' || trim_scale(sum(c.held)) || ', '
                  || trim_scale(sum(c.used))
                from lyss_provider.quota_counters as c
                left join lyss_provider.budgets as b
                  on b.tenant_id = c.tenant_id and b.id = c.limit_id
                where c.tenant_id = '%s' and c.limit_id in ('%s', '%s')
                group by measure, b.unit
                order by 1
                """
                    .formatted(running.tenant, running.channel.id(), running.ofGroup.id())))
        .containsExactly("budget cost: 0, 3", "quota: 0, 7", "rate_limit: 0, 1");
    assertThat(providers.system().quota(running.tenant).reconcile()).isEmpty();
  }
}
