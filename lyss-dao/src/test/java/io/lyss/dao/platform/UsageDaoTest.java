package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PricedModel;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageDaoTest extends PlatformTest {

  private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(30);
  private static final Instant MIDNIGHT = DAY.atStartOfDay(ZoneOffset.UTC).toInstant();
  private static final Instant NOON = MIDNIGHT.plus(Duration.ofHours(12));
  private static final Instant NEXT_MIDNIGHT = MIDNIGHT.plus(Duration.ofDays(1));

  private final User admin = platform.admin();
  private final Provider shared = platform.organization(admin);
  private final UsageDao system = platform.system().usage();

  private static NewUsage used(User user, Provider provider, int tokens, String cost, Instant at) {
    return NewUsage.of(user.id(), provider.id(), tokens, new BigDecimal(cost)).withId(Ids.at(at));
  }

  private List<String> costs(User user) {
    return platform.query(
        "select cost from lyss_platform.usage_statistics where user_id = "
            + user.id()
            + " order by id");
  }

  @Test
  void eachValueOfARequestIsStoredUnderItsName() {
    User user = platform.user();
    Conversation conversation = platform.conversation(user);
    NewUsage told =
        NewUsage.of(
                user.id(),
                conversation.providerId(),
                "m",
                new TokenCounts(Map.of("input", 3L, "output", 5L)))
            .withConversation(conversation.id())
            .withOutcome(RequestOutcome.FAILED)
            .withTokens(9)
            .withCurrency("USD")
            .withCost(new BigDecimal("0.11"))
            .withTiming(250, 1900)
            .withTags(new Json("{\"project\": \"x\"}"));
    platform.as(user).usage().record(told);
    assertThat(
            platform.query(
                """
                select concat_ws(' ', user_id, provider_id, conversation_id, model, outcome,
                  tokens_used, counts, currency, trim_scale(cost), time_to_first_token_ms,
                  duration_ms, tags)
                from lyss_platform.usage_statistics where request_id = '%s'
                """
                    .formatted(told.id())))
        .containsExactly(
            "%d %d %d m failed 9 {\"input\": 3, \"output\": 5} USD 0.11 250 1900 {\"project\": \"x\"}"
                .formatted(user.id(), conversation.providerId(), conversation.id()));
  }

  /** Prices begin and end between the requests of one batch. */
  @Test
  void eachRequestOfABatchCostsWhatWasInEffectAtItsTime() {
    PricedModel model =
        new PricedModel(shared.type().name().toLowerCase(Locale.ROOT), platform.name("gpt-"));
    User user = platform.user();
    PriceDao prices = platform.system().prices();
    platform.stopClock(NOON);
    prices.set(price(model, 1).from(NOON.plusMillis(1)));
    prices.set(price(model, 2).from(NOON.plusMillis(3)));
    prices.end(model, NOON.plusMillis(5));
    prices.set(price(model, 3).from(NOON.plusMillis(6)));
    List<NewUsage> batch =
        IntStream.range(0, 8)
            // the earliest request is the last of the batch
            .mapToObj(
                i ->
                    NewUsage.of(
                            user.id(),
                            shared.id(),
                            model.name(),
                            new TokenCounts(Map.of("input", 1_000_000L)))
                        .withId(Ids.at(NOON.plusMillis(7 - i))))
            .toList();
    assertThat(system.record(batch)).isEqualTo(batch.size());
    assertThat(
            platform.query(
                """
                select concat_ws(' ', coalesce(trim_scale(s.cost)::text, 'none'), s.currency)
                from lyss_platform.usage_statistics as s where s.model = '%s' order by s.request_id
                """
                    .formatted(model.name())))
        .containsExactly("none", "1 USD", "1 USD", "2 USD", "2 USD", "none", "3 USD", "3 USD");
  }

  private static NewPrice price(PricedModel model, int input) {
    return NewPrice.of(model, "USD", BigDecimal.valueOf(input), BigDecimal.TEN);
  }

  @Test
  void usageIsSummedByDayInUtcAndProvider() {
    User user = platform.user();
    Provider own = platform.personal(user);
    system.record(
        List.of(
            used(user, own, 1, "0.1", MIDNIGHT),
            used(user, own, 2, "0.2", NEXT_MIDNIGHT.minusMillis(1)),
            used(user, shared, 4, "0.4", NOON),
            used(user, own, 8, "0.8", NEXT_MIDNIGHT),
            used(user, own, 16, "1.6", MIDNIGHT.minusMillis(1))));
    assertThat(platform.as(user).usage().daily(user.id(), DAY, DAY.plusDays(1)))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyInAnyOrder(
            new DailyUsage(DAY, own.id(), Optional.empty(), 3, new BigDecimal("0.30000000"), 2),
            new DailyUsage(DAY, shared.id(), Optional.empty(), 4, new BigDecimal("0.40000000"), 1));
    assertThat(system.daily(user.id(), DAY.minusDays(9), DAY.plusDays(9)))
        .extracting(DailyUsage::day)
        .isSorted()
        .hasSize(4);
    assertThat(system.daily(user.id(), DAY, DAY)).isEmpty();
    assertThat(system.daily(user.id(), DAY.plusDays(1), DAY)).isEmpty();
  }

  @Test
  void costsInSeveralCurrenciesAreNotAddedUp() {
    User user = platform.user();
    Provider several = platform.personal(user);
    Provider one = platform.personal(user);
    system.record(
        List.of(
            used(user, several, 1, "2", NOON).withCurrency("USD"),
            used(user, several, 1, "3", NOON).withCurrency("CNY"),
            used(user, several, 1, "4", NOON).withCurrency("USD"),
            used(user, several, 1, "5", NOON),
            used(user, one, 1, "6", NOON).withCurrency("USD"),
            used(user, one, 1, "0", NOON)));
    platform.system().maintenance().refreshDailyUsage();
    UsageDao dao = platform.as(user).usage();
    for (List<DailyUsage> days :
        List.of(dao.daily(user.id(), DAY, DAY.plusDays(1)), dao.dailyOfAll(DAY, DAY.plusDays(1)))) {
      assertThat(
              days.stream()
                  .filter(day -> day.providerId() == several.id())
                  .map(day -> day.currency().orElse("own") + " " + day.cost().intValueExact()))
          .containsExactly("CNY 3", "USD 6", "own 5");
    }
    assertThat(dao.ranking(MIDNIGHT, NEXT_MIDNIGHT, 9))
        .extracting(RankedProvider::requests)
        .containsExactly(4L, 2L);
    assertThat(dao.ranking(MIDNIGHT, NEXT_MIDNIGHT, 9))
        .extracting(provider -> provider.cost().map(BigDecimal::intValueExact))
        .containsExactly(Optional.empty(), Optional.of(6));
  }

  @Test
  void aUserRecordsTheirOwnUsageNow() {
    User user = platform.user();
    Conversation conversation = platform.conversation(user);
    UsageDao own = platform.as(user).usage();
    own.record(NewUsage.of(conversation, 5, new BigDecimal("0.01")));
    own.record(List.of());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    assertThat(own.daily(user.id(), today.minusDays(1), today.plusDays(2)))
        .singleElement()
        .satisfies(
            usage -> {
              assertThat(usage.providerId()).isEqualTo(conversation.providerId());
              assertThat(usage.tokens()).isEqualTo(5);
              assertThat(usage.requests()).isEqualTo(1);
            });
  }

  @Test
  void usageOfAConversationIsRecordedAfterAccessHasEnded() {
    User user = platform.user();
    platform.distribute(admin, shared, user);
    UsageDao own = platform.as(user).usage();
    Conversation open = platform.as(user).conversations().open(shared.id(), "x");
    platform.as(admin).distributions().revoke(shared.id(), List.of(user.id()));
    own.record(NewUsage.of(open, 1, BigDecimal.ONE));
    Expect.denied(() -> own.record(used(user, shared, 1, "1", NOON)));
    assertThat(costs(user)).hasSize(1);
  }

  @Test
  void nobodyRecordsUsageOfAnotherUser() {
    User user = platform.user();
    Provider own = platform.personal(user);
    Expect.denied(() -> platform.as(admin).usage().record(used(user, own, 1, "1", NOON)));
    Expect.denied(
        () ->
            platform
                .as(user)
                .usage()
                .record(List.of(used(user, own, 1, "1", NOON), used(admin, own, 1, "1", NOON))));
    assertThat(costs(user)).isEmpty();
  }

  @Test
  void costsAreRoundedToEightDigits() {
    User user = platform.user();
    Provider own = platform.personal(user);
    for (String cost :
        List.of("0.123456784", "0.123456785", "999999999999.99999999", "0", "1E-20", "1E+3")) {
      system.record(used(user, own, 0, cost, NOON));
    }
    assertThat(costs(user))
        .containsExactly(
            "0.12345678",
            "0.12345679",
            "999999999999.99999999",
            "0.00000000",
            "0.00000000",
            "1000.00000000");
  }

  @Test
  void ifOneUsageIsTooLargeOrNegativeAllAreRefused() {
    User user = platform.user();
    Provider own = platform.personal(user);
    NewUsage good = used(user, own, Integer.MAX_VALUE, "1", NOON);
    Expect.refused("", () -> system.record(List.of(good, used(user, own, 0, "1E12", NOON))));
    Expect.refused("", () -> system.record(used(user, own, 0, "999999999999.999999995", NOON)));
    Expect.refused(
        "usage_statistics_cost_check",
        () -> system.record(List.of(good, used(user, own, 0, "-0.00000001", NOON))));
    Expect.refused(
        "usage_statistics_tokens_used_check",
        () -> system.record(List.of(good, used(user, own, -1, "0", NOON))));
    assertThat(costs(user)).isEmpty();
    system.record(List.of(good, good.withId(Ids.at(NOON))));
    assertThat(system.daily(user.id(), DAY, DAY.plusDays(1)).get(0).tokens())
        .isEqualTo(2L * Integer.MAX_VALUE);
  }

  @Test
  void userProviderAndConversationHaveToExist() {
    User user = platform.user();
    Provider own = platform.personal(user);
    Conversation strange = platform.conversation(admin);
    NewUsage used = NewUsage.of(user.id(), own.id(), 1, BigDecimal.ONE);
    NewUsage inStrange = used.withConversation(strange.id());
    NewUsage ofNobody = NewUsage.of(NEVER, own.id(), 1, BigDecimal.ONE);
    NewUsage ofNothing = NewUsage.of(user.id(), NEVER, 1, BigDecimal.ONE);
    Expect.refused("usage_statistics_conversation_id_user_id_fk", () -> system.record(inStrange));
    Expect.refused("usage_statistics_user_id_fk", () -> system.record(ofNobody));
    Expect.refused("usage_statistics_provider_id_fk", () -> system.record(ofNothing));
  }

  @Test
  void timesFarFromNowAreRefused() {
    User user = platform.user();
    Provider own = platform.personal(user);
    Instant now = Instant.now();
    system.record(used(user, own, 1, "1", now.minus(Duration.ofDays(399))));
    system.record(used(user, own, 1, "1", now.plus(Duration.ofMinutes(50))));
    for (Instant at :
        List.of(
            now.minus(Duration.ofDays(401)),
            now.plus(Duration.ofMinutes(70)),
            Instant.EPOCH,
            Instant.parse("9999-12-31T13:00:00Z"))) {
      Expect.refused("", "id is of ", () -> system.record(used(user, own, 1, "1", at)));
    }
    assertThat(costs(user)).hasSize(2);
  }

  @Test
  void aQuestionIsOfTheUserTheProviderOrTheModelThatItNames() {
    User one = platform.user();
    User other = platform.user();
    Provider provider = platform.personal(one);
    system.record(used(one, provider, 1, "1", NOON));
    system.record(used(one, platform.personal(one), 1, "1", NOON));
    system.record(
        NewUsage.of(other.id(), platform.personal(other).id(), "m", TokenCounts.of(1, 1))
            .withId(Ids.at(NOON)));
    UsageQuery all = UsageQuery.of(UsageWindow.of(MIDNIGHT, NEXT_MIDNIGHT));
    assertThat(requests(all.ofUser(one.id()))).isEqualTo(2);
    assertThat(requests(all.ofProvider(provider.id()))).isEqualTo(1);
    assertThat(requests(all.ofUser(other.id()).ofModel("m"))).isEqualTo(1);
    assertThat(requests(all.ofUser(one.id()).ofModel("m"))).isZero();
  }

  private long requests(UsageQuery query) {
    return system.list(query).stream().mapToLong(UsageSum::requests).sum();
  }

  @Test
  void usageOfAllTimeCanBeRead() {
    User user = platform.user();
    system.record(used(user, platform.personal(user), 1, "1", NOON));
    assertThat(system.daily(user.id(), LocalDate.MIN, LocalDate.MAX)).hasSize(1);
    platform.system().maintenance().refreshDailyUsage();
    assertThat(system.dailyOfAll(LocalDate.MIN, LocalDate.MAX)).isNotEmpty();
  }
}
