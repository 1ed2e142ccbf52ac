package io.lyss.dao.provider;

import static java.math.BigDecimal.TEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PricedModel;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageDaoTest extends ProviderServiceTest {

  private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(30);
  private static final Instant MIDNIGHT = DAY.atStartOfDay(ZoneOffset.UTC).toInstant();
  private static final Instant NOON = MIDNIGHT.plus(Duration.ofHours(12));
  private static final Instant NEXT_MIDNIGHT = MIDNIGHT.plus(Duration.ofDays(1));

  private final UUID tenant = Ids.next();
  private final Scope.TenantUser ann = TestProviders.user(tenant);
  private final Scope.TenantUser bob = TestProviders.user(tenant);
  private final Channel channel = providers.channel(tenant, providers.newChannel("m", "n"));

  private void use(Scope.TenantUser user, String model, long tokens, Instant at) {
    QuotaDao quota = providers.as(user).quota();
    NewReservation reservation = NewReservation.of(ChannelRequest.of(model), channel.id(), tokens);
    quota.reserve(reservation);
    quota.settle(
        reservation.id(),
        new Consumption(
            Ids.at(at),
            tokens + 1,
            TokenCounts.of(tokens, 1),
            RequestOutcome.OK,
            Optional.empty(),
            Optional.empty(),
            Optional.of("USD"),
            Optional.of(new BigDecimal("0.00000001")),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Json.EMPTY));
  }

  private static DailyUsage usage(LocalDate day, String model, long requests, long prompt) {
    return new DailyUsage(
        day,
        model,
        Optional.of("USD"),
        requests,
        prompt,
        requests,
        prompt + requests,
        new BigDecimal("0.00000001").multiply(BigDecimal.valueOf(requests)));
  }

  /** All columns of a record, so that none stands in for another of its type. */
  private String columns(UUID id) {
    return providers
        .query(
            """
            select concat_ws(' ', user_id, token_id, channel_id, group_id, conversation_id, model,
              outcome, counts, amount, currency, cost, time_to_first_token_ms, duration_ms, tags)
            from lyss_provider.usage_records where id = '%s'
            """
                .formatted(id))
        .get(0);
  }

  @Test
  void eachValueOfARequestIsStoredUnderItsName() {
    UUID group = Ids.next();
    UUID conversation = Ids.next();
    Scope.TenantUser member = TestProviders.user(tenant, group);
    UUID token = providers.as(member).tokens().issue(NewToken.of("t")).details().id();
    TokenCounts counts = new TokenCounts(Map.of("input", 3L, "output", 5L));
    String told = "m failed {\"input\": 3, \"output\": 5} 9 USD 0.11 250 1900 {\"project\": \"x\"}";

    NewUsage alone =
        NewUsage.of(member.userId(), channel.id(), "m", counts)
            .withToken(token)
            .withGroup(group)
            .withConversation(conversation)
            .withOutcome(RequestOutcome.FAILED)
            .withAmount(9)
            .withCost("USD", new BigDecimal("0.11"))
            .withTiming(250, 1900)
            .withTags(new Json("{\"project\": \"x\"}"));
    providers.as(member).usage().record(alone);
    String ids =
        "%s %s %s %s %s ".formatted(member.userId(), token, channel.id(), group, conversation);
    assertThat(columns(alone.id())).isEqualTo(ids + told);

    QuotaDao quota = providers.as(member).quota();
    NewReservation reservation =
        NewReservation.of(ChannelRequest.of("m").withToken(token), channel.id(), 9);
    quota.reserve(reservation);
    UUID settled = Ids.next();
    quota.settle(
        reservation.id(),
        new Consumption(
            settled,
            9,
            counts,
            RequestOutcome.FAILED,
            Optional.of(group),
            Optional.of(conversation),
            Optional.of("USD"),
            Optional.of(new BigDecimal("0.11")),
            OptionalInt.of(250),
            OptionalInt.of(1900),
            new Json("{\"project\": \"x\"}")));
    assertThat(columns(settled)).isEqualTo(ids + told);
  }

  /** Prices begin, end and give way to the tenant's own while a batch goes on. */
  @Test
  void eachRequestOfABatchCostsWhatWasInEffectAtItsTime() {
    PricedModel model = new PricedModel("openai", providers.name("gpt-"));
    PriceDao everybodys = providers.system().prices(new UUID(0, 0));
    PriceDao own = providers.system().prices(tenant);
    providers.stopClock(NOON);
    everybodys.set(price(model, 1).from(NOON.plusMillis(1)));
    everybodys.set(price(model, 2).from(NOON.plusMillis(3)));
    everybodys.end(model, NOON.plusMillis(8));
    own.set(price(model, 5).from(NOON.plusMillis(5)));
    own.end(model, NOON.plusMillis(7));
    own.set(price(model, 6).from(NOON.plusMillis(9)));
    List<NewUsage> batch =
        IntStream.range(0, 11)
            // of all the earliest comes last
            .mapToObj(i -> request(model, channel.id(), NOON.plusMillis(10 - i)))
            .toList();
    NewUsage told = request(model, channel.id(), NOON.plusMillis(11)).withCost("EUR", TEN);
    NewUsage lost = request(model, Ids.next(), NOON.plusMillis(12));
    List<NewUsage> all = new ArrayList<>(batch);
    all.add(told);
    all.add(lost);
    assertThat(providers.system().usage(tenant).record(all)).isEqualTo(all.size());
    assertThat(
            providers.query(
                """
                select concat_ws(' ', coalesce(r.cost::text, 'none'), r.currency, (r.price_id is null)::text)
                from lyss_provider.usage_records as r where r.model = '%s' order by r.id
                """
                    .formatted(model.name())))
        .containsExactly(
            "none true",
            "1 USD false",
            "1 USD false",
            "2 USD false",
            "2 USD false",
            "5 USD false",
            "5 USD false",
            "2 USD false",
            "none true",
            "6 USD false",
            "6 USD false",
            "10 EUR true",
            "none true");
  }

  private static NewPrice price(PricedModel model, int input) {
    return NewPrice.of(model, "USD", BigDecimal.valueOf(input), TEN);
  }

  private NewUsage request(PricedModel model, UUID channelId, Instant at) {
    TokenCounts million = TokenCounts.of(1_000_000, 0);
    return NewUsage.of(ann.userId(), channelId, model.name(), million).withId(Ids.at(at));
  }

  @Test
  void aQuestionIsOfTheTokenTheChannelTheGroupOrTheModelThatItNames() {
    UUID group = Ids.next();
    Scope.TenantUser member = TestProviders.user(tenant, group);
    UsageDao own = providers.as(member).usage();
    UUID token = providers.as(member).tokens().issue(NewToken.of("t")).details().id();
    UUID other = providers.channel(tenant, providers.newChannel("m")).id();
    NewUsage plain = NewUsage.of(member.userId(), other, "m", TokenCounts.of(1, 1));
    own.record(plain.withId(Ids.at(NOON)).withToken(token));
    own.record(plain.withId(Ids.at(NOON.plusMillis(1))).withGroup(group));
    for (int i = 2; i < 4; i++) {
      own.record(
          NewUsage.of(member.userId(), channel.id(), "n", TokenCounts.of(1, 1))
              .withId(Ids.at(NOON.plusMillis(i))));
    }
    UsageQuery all = UsageQuery.of(UsageWindow.of(MIDNIGHT, NEXT_MIDNIGHT));
    assertThat(requests(own, all)).isEqualTo(4);
    assertThat(requests(own, all.ofToken(token))).isEqualTo(1);
    assertThat(requests(own, all.ofChannel(channel.id()))).isEqualTo(2);
    assertThat(requests(own, all.ofGroup(group))).isEqualTo(1);
    assertThat(requests(own, all.ofModel("m"))).isEqualTo(2);
    assertThat(requests(own, all.ofGroup(channel.id()))).isZero();
    assertThat(requests(own, all.ofToken(group))).isZero();
  }

  private static long requests(UsageDao usage, UsageQuery query) {
    return usage.list(query).stream().mapToLong(UsageSum::requests).sum();
  }

  @Test
  void usageIsSummedByDayInUtcAndByModel() {
    use(ann, "m", 10, MIDNIGHT.minusMillis(1));
    use(ann, "m", 20, MIDNIGHT);
    use(ann, "m", 30, NEXT_MIDNIGHT.minusMillis(1));
    use(ann, "n", 40, NOON);
    use(ann, "m", 50, NEXT_MIDNIGHT);
    use(bob, "m", 60, NOON);
    UsageDao own = providers.as(ann).usage();
    assertThat(own.daily(ann.userId(), DAY, DAY.plusDays(1)))
        .containsExactly(usage(DAY, "m", 2, 50), usage(DAY, "n", 1, 40));
    assertThat(own.daily(ann.userId(), LocalDate.MIN, LocalDate.MAX))
        .containsExactly(
            usage(DAY.minusDays(1), "m", 1, 10),
            usage(DAY, "m", 2, 50),
            usage(DAY, "n", 1, 40),
            usage(DAY.plusDays(1), "m", 1, 50));
    assertThat(own.daily(bob.userId(), LocalDate.MIN, LocalDate.MAX)).isEmpty();
    assertThat(providers.as(TestProviders.admin(tenant)).usage().dailyOfAll(DAY, DAY.plusDays(1)))
        .containsExactly(usage(DAY, "m", 3, 110), usage(DAY, "n", 1, 40));
    assertThat(own.daily(ann.userId(), DAY, DAY)).isEmpty();
  }

  @Test
  void dailyCostsInSeveralCurrenciesAreNotAddedUp() {
    Scope.TenantUser user = TestProviders.user(Ids.next());
    Channel own = providers.channel(user.tenantId(), providers.newChannel("m"));
    NewUsage one = NewUsage.of(user.userId(), own.id(), "m", TokenCounts.of(1, 1));
    UsageDao system = providers.system().usage(user.tenantId());
    assertThat(
            system.record(
                List.of(
                    one.withId(Ids.at(NOON)).withCost("USD", new BigDecimal(2)),
                    one.withId(Ids.at(NOON)).withCost("CNY", new BigDecimal(3)),
                    one.withId(Ids.at(NOON)).withCost("USD", new BigDecimal(4)))))
        .isEqualTo(3);
    for (List<DailyUsage> days :
        List.of(
            system.daily(user.userId(), DAY, DAY.plusDays(1)),
            system.dailyOfAll(DAY, DAY.plusDays(1)))) {
      assertThat(days.stream().map(day -> day.currency().get() + " " + day.cost().intValueExact()))
          .containsExactly("CNY 3", "USD 6");
    }
  }

  @Test
  void aUserWithoutGroupsRecordsWhatTheyUsed() {
    Scope.TenantUser alone = TestProviders.user(tenant);
    NewUsage usage = NewUsage.of(alone.userId(), channel.id(), "m", TokenCounts.of(1, 1));
    assertThat(providers.as(alone).usage().record(usage)).isTrue();
    Expect.denied(() -> providers.as(alone).usage().record(usage.withGroup(Ids.next())));
  }

  @Test
  void timesFarFromNowAreRefused() {
    Instant now = Instant.now();
    UsageDao own = providers.as(ann).usage();
    NewUsage usage = NewUsage.of(ann.userId(), channel.id(), "m", TokenCounts.of(1, 1));
    assertThat(own.record(usage.withId(Ids.at(now.minus(Duration.ofDays(399)))))).isTrue();
    assertThat(own.record(usage.withId(Ids.at(now.plus(Duration.ofMinutes(50)))))).isTrue();
    for (Instant at :
        List.of(
            now.minus(Duration.ofDays(401)),
            now.plus(Duration.ofMinutes(70)),
            Instant.parse("9999-12-31T13:00:00Z"))) {
      Expect.refused("", "id is of ", () -> own.record(usage.withId(Ids.at(at))));
      Expect.refused("", "id is of ", () -> use(ann, "m", 1, at));
      assertThatThrownBy(() -> own.record(usage.withId(Ids.at(at))))
          .hasMessageContaining("an hour ahead of the clock");
    }
  }
}
