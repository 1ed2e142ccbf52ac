package io.lyss.dao.shared;

import static io.lyss.dao.shared.TestShared.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PriceDaoTest extends SharedServiceTest {

  private static final Instant PAST = Instant.parse("2001-02-03T04:05:06.789012Z");
  private static final Instant SOON = Instant.parse("2901-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2902-01-01T00:00:00Z");

  private final PriceDao platform = shared.system().prices(SharedService.PLATFORM);
  private final PriceDao tenants = shared.system().prices(tenant);
  private final PriceDao own = shared.user(tenant, ann).prices();

  @Test
  void aPriceIsReadAsItWasSet() {
    PricedModel model = shared.model();
    NewPrice given =
        NewPrice.of(model, "EUR", new BigDecimal("0.00000001"), new BigDecimal("1000000000"))
            .withCachedInput(new BigDecimal("0.07500"))
            .from(SOON);
    Price price = platform.set(given);
    assertThat(price.id()).isEqualTo(given.id());
    assertThat(price.tenantId()).isEqualTo(SharedService.PLATFORM);
    assertThat(price.isForEverybody()).isTrue();
    assertThat(price.model()).isEqualTo(model);
    assertThat(price.currency()).isEqualTo("EUR");
    assertThat(price.input()).isEqualTo("0.00000001");
    assertThat(price.output()).isEqualTo("1000000000");
    assertThat(price.cachedInput()).contains(new BigDecimal("0.07500"));
    assertThat(price.effectiveFrom()).isEqualTo(SOON);
    assertThat(price.effectiveTo()).isEmpty();
    assertThat(own.find(model, SOON)).contains(price);
    assertThat(own.find(model, Instant.MAX)).contains(price);
    assertThat(own.find(model, SOON.minus(1, ChronoUnit.MICROS))).isEmpty();
    assertThat(own.find(model, Instant.MIN)).isEmpty();
    assertThat(own.find(shared.model(), SOON)).isEmpty();
  }

  @Test
  void aNewPriceEndsTheOneInEffect() {
    PricedModel model = shared.model();
    Price now = platform.set(price(model, "1"));
    assertThat(now.effectiveTo()).isEmpty();
    Price later = platform.set(price(model, "3").from(LATER));
    Price soon = platform.set(price(model, "2").from(SOON));
    assertThat(soon.effectiveTo()).contains(LATER);
    assertThat(later.effectiveTo()).isEmpty();
    assertThat(own.history(model, PAGE).items())
        .extracting(Price::id, Price::effectiveTo)
        .containsExactly(
            tuple(later.id(), Optional.empty()),
            tuple(soon.id(), Optional.of(LATER)),
            tuple(now.id(), Optional.of(SOON)));
    // planned once more at the same instant: replaced
    Price instead = platform.set(price(model, "4").from(SOON));
    assertThat(own.find(model, SOON)).contains(instead);
    assertThat(own.history(model, PAGE).items()).hasSize(3);
    Price next = platform.set(price(model, "5"));
    assertThat(next.effectiveTo()).contains(SOON);
    assertThat(own.find(model, now.effectiveFrom()).map(Price::id)).contains(now.id());
    assertThat(own.find(model, next.effectiveFrom())).contains(next);
  }

  @Test
  void aPriceThatWasInEffectIsNeverChanged() {
    PricedModel model = shared.model();
    Price first = platform.set(price(model, "1").from(PAST));
    String words = "a price was in effect at that time already, and stays";
    shared.stopClock(SOON);
    for (Instant at : List.of(PAST, PAST.plusSeconds(1), SOON.minus(1, ChronoUnit.MICROS))) {
      assertRefused(
          "model_prices_effective_from", words, () -> platform.set(price(model, "2").from(at)));
      assertRefused(
          "model_prices_effective_to",
          "a price does not end in the past",
          () -> platform.end(model, at));
    }
    assertThat(own.history(model, PAGE).items()).containsExactly(first);
    // where there was none, it fits
    Price before = platform.set(price(model, "2").from(PAST.minusSeconds(5)));
    assertThat(before.effectiveTo()).contains(PAST);
    assertThat(own.find(model, PAST)).contains(first);
    // what begins now is another
    Price now = platform.set(price(model, "3"));
    assertThat(now.effectiveFrom()).isEqualTo(SOON);
    assertThat(own.find(model, SOON.minus(1, ChronoUnit.MICROS)).map(Price::id))
        .contains(first.id());
    assertThat(own.find(model, SOON)).contains(now);
  }

  @Test
  void endingEndsAPriceAndRemovesAPlannedOne() {
    PricedModel model = shared.model();
    platform.set(price(model, "1"));
    platform.set(price(model, "2").from(LATER));
    assertThat(platform.end(model, SOON)).isTrue();
    assertThat(platform.end(model, SOON)).isFalse();
    assertThat(own.find(model, SOON)).isEmpty();
    assertThat(own.find(model, LATER)).isPresent();
    assertThat(platform.end(model, LATER)).isTrue();
    assertThat(own.find(model, LATER)).isEmpty();
    assertThat(platform.end(model, null)).isTrue();
    assertThat(own.find(model, SOON.minusSeconds(1))).isEmpty();
    assertThat(platform.end(shared.model(), null)).isFalse();
    assertThat(own.history(model, PAGE).items()).hasSize(1);
  }

  @Test
  void theTenantsOwnPriceComesBeforeThePlatforms() {
    PricedModel model = shared.model();
    Price everybodys = platform.set(price(model, "1").from(PAST));
    Price special = tenants.set(price(model, "0.5").from(SOON));
    tenants.end(model, LATER);
    PriceDao other = shared.user(rival, ann).prices();
    assertThat(own.find(model, SOON.minusSeconds(1))).contains(everybodys);
    assertThat(own.find(model, SOON).map(Price::id)).contains(special.id());
    assertThat(own.find(model, LATER)).contains(everybodys);
    assertThat(other.find(model, SOON)).contains(everybodys);
    assertThat(own.history(model, PAGE).items())
        .extracting(Price::id)
        .containsExactly(special.id(), everybodys.id());
    assertThat(other.history(model, PAGE).items()).containsExactly(everybodys);
  }

  @Test
  void costsAreRoundedToEightDecimalPlaces() {
    PricedModel model = shared.model();
    platform.set(
        NewPrice.of(model, "USD", new BigDecimal("2.5"), new BigDecimal("10"))
            .withCachedInput(new BigDecimal("1.25"))
            .from(SOON));
    Cost cost = own.cost(model, SOON, new TokenCounts(1_000, 200, 3_000)).orElseThrow();
    assertThat(cost.currency()).isEqualTo("USD");
    assertThat(cost.amount()).isEqualTo("0.00825000");
    assertThat(cost.priceId()).isEqualTo(own.find(model, SOON).orElseThrow().id());
    assertThat(own.cost(model, PAST, TokenCounts.of(1, 1))).isEmpty();
    // cached input without a price of its own costs what other input does; half is rounded up
    PricedModel odd = shared.model();
    platform.set(price(odd, "0.005").from(SOON));
    assertThat(own.cost(odd, SOON, new TokenCounts(0, 0, 1)).orElseThrow().amount())
        .isEqualTo("0.00000001");
    assertThat(own.cost(odd, SOON, TokenCounts.of(0, 0)).orElseThrow().amount()).isZero();
    assertThat(own.cost(odd, SOON, TokenCounts.of(0, Long.MAX_VALUE)).orElseThrow().amount())
        .isEqualTo("92233720368547.75807000");
    assertThatIllegalArgumentException().isThrownBy(() -> TokenCounts.of(-1, 0));
  }

  @Test
  void invalidPricesAreRefused() {
    PricedModel model = shared.model();
    for (String number : List.of("-0.1", "1000000000.1", "0.000000001")) {
      BigDecimal wrong = new BigDecimal(number);
      Expect.refused(
          "model_prices_input_price_check",
          () -> platform.set(NewPrice.of(model, "USD", wrong, BigDecimal.ONE)));
      Expect.refused(
          "model_prices_output_price_check",
          () -> platform.set(NewPrice.of(model, "USD", BigDecimal.ONE, wrong)));
      Expect.refused(
          "model_prices_cached_input_price_check",
          () -> platform.set(price(model, "1").withCachedInput(wrong)));
    }
    for (String currency : List.of("usd", "US", "")) {
      Expect.refused(
          "model_prices_currency_check",
          () -> platform.set(NewPrice.of(model, currency, BigDecimal.ONE, BigDecimal.ONE)));
    }
    Expect.refused(
        "model_prices_model_name_check",
        () -> platform.set(price(new PricedModel("openai", " x"), "1")));
    Expect.refused(
        "model_prices_provider_type_check",
        () -> platform.set(price(new PricedModel("", "x"), "1")));
    Expect.refused(
        "model_prices_effective_from_effective_to_check",
        () -> platform.set(price(model, "1").from(Instant.MAX)));
    assertThat(own.history(model, PAGE).items()).isEmpty();
  }

  @Test
  void onlySystemWorkSetsPrices() {
    PricedModel model = shared.model();
    platform.set(price(model, "1"));
    for (SharedSession session : List.of(shared.admin(tenant), shared.user(tenant, ann))) {
      for (UUID whose : List.of(tenant, SharedService.PLATFORM)) {
        Expect.denied(() -> session.prices(whose).set(price(model, "2")));
        Expect.denied(() -> session.prices(whose).end(model, null));
      }
    }
  }

  @Test
  void theListHasThePriceInEffectOfEachModelOnce() {
    UUID elsewhere = Ids.next();
    PriceDao dao = shared.system().prices(elsewhere);
    Instant at = Instant.parse("2999-01-01T00:00:00Z");
    List<Price> expected = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      PricedModel model = shared.model();
      platform.set(price(model, "1").from(PAST));
      platform.set(price(model, "9").from(at.plusSeconds(1)));
      if (i % 2 == 0) {
        expected.add(dao.set(price(model, "2").from(at)));
      } else {
        dao.set(price(model, "2").from(LATER));
        dao.end(model, at);
        expected.add(platform.find(model, at).orElseThrow());
      }
    }
    for (int size : List.of(1, 4, 100)) {
      assertThat(Paging.all(size, page -> shared.user(elsewhere, ann).prices().list(at, page)))
          .containsAll(expected)
          .doesNotHaveDuplicates()
          .extracting(Price::model)
          .doesNotHaveDuplicates();
      PricedModel first = expected.get(0).model();
      assertThat(
              Paging.all(size, page -> shared.user(elsewhere, ann).prices().history(first, page)))
          .hasSize(3)
          .extracting(Price::effectiveFrom)
          .containsExactly(at.plusSeconds(1), at, PAST);
    }
  }

  @Test
  void changesArePublished() {
    PricedModel model = shared.model();
    platform.set(price(model, "1").from(SOON));
    platform.end(model, LATER);
    platform.end(model, LATER);
    assertThat(shared.events("price:openai/" + model.name()))
        .allMatch(event -> event.tenantId().equals(SharedService.PLATFORM))
        .allMatch(event -> event.type().equals("price.changed"))
        .extracting(Event::payload)
        .extracting(Json::text)
        .satisfiesExactly(
            text -> assertThat(text).contains(model.name(), "effective_from"),
            text -> assertThat(text).contains(model.name(), "effective_to"));
  }
}
