package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.Cost;
import io.lyss.dao.NewPrice;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.session.Prices;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds for prices in each database that knows them. */
public interface PricesContract extends PricesOf {

  Instant PAST = Instant.parse("2001-02-03T04:05:06.789012Z");
  Instant SOON = Instant.parse("2901-01-01T00:00:00Z");
  Instant LATER = Instant.parse("2902-01-01T00:00:00Z");
  UUID NEVER = UUID.fromString("00000000-0000-7000-8000-00000000dead");

  /** The constraint that keeps ids apart. */
  String primaryKey();

  /** The DAO that sets prices for everybody. */
  private Prices platform() {
    return setting().get(setting().size() - 1);
  }

  @Test
  default void aPriceIsReadAsItWasSet() {
    PricedModel model = model();
    UnitPrices prices =
        UnitPrices.of(new BigDecimal("0.00000001"), new BigDecimal("1e9"))
            .with("input.cached", new BigDecimal("0.07500"))
            .with("request", BigDecimal.ZERO)
            .above(200_000, "input", new BigDecimal("2.50"));
    NewPrice given = NewPrice.of(model, "EUR", prices).from(SOON);
    Price price = platform().set(given);
    assertThat(price.id()).isEqualTo(given.id());
    assertThat(price.forEverybody()).isTrue();
    assertThat(price.model()).isEqualTo(model);
    assertThat(price.currency()).isEqualTo("EUR");
    assertThat(price.unitPrices()).isEqualTo(prices);
    assertThat(price.unitPrices().byLine())
        .containsEntry("output", new BigDecimal("1000000000"))
        .containsEntry("input>200000", new BigDecimal("2.50"));
    assertThat(price.effectiveFrom()).isEqualTo(SOON);
    assertThat(price.effectiveTo()).isEmpty();
    assertThat(reading().get(price.id())).isEqualTo(price);
    assertThat(reading().find(model, SOON)).contains(price);
    assertThat(reading().find(model, Instant.MAX)).contains(price);
    assertThat(reading().find(model, SOON.minus(1, ChronoUnit.MICROS))).isEmpty();
    assertThat(reading().find(model, Instant.MIN)).isEmpty();
    assertThat(reading().find(model(), SOON)).isEmpty();
    Expect.notFound("price", NEVER, () -> reading().get(NEVER));
  }

  @Test
  default void aNewPriceEndsTheOneInEffect() {
    PricedModel model = model();
    Price now = platform().set(price(model, "1"));
    assertThat(now.effectiveTo()).isEmpty();
    Price later = platform().set(price(model, "3").from(LATER));
    Price soon = platform().set(price(model, "2").from(SOON));
    assertThat(soon.effectiveTo()).contains(LATER);
    assertThat(later.effectiveTo()).isEmpty();
    assertThat(reading().history(model, ALL).items())
        .extracting(Price::id, Price::effectiveTo)
        .containsExactly(
            tuple(later.id(), Optional.empty()),
            tuple(soon.id(), Optional.of(LATER)),
            tuple(now.id(), Optional.of(SOON)));
    // planned once more at the same instant: replaced
    Price instead = platform().set(price(model, "4").from(SOON));
    assertThat(reading().find(model, SOON)).contains(instead);
    assertThat(reading().history(model, ALL).items()).hasSize(3);
    Price next = platform().set(price(model, "5"));
    assertThat(next.effectiveTo()).contains(SOON);
    assertThat(reading().find(model, now.effectiveFrom()).map(Price::id)).contains(now.id());
    assertThat(reading().find(model, next.effectiveFrom())).contains(next);
  }

  @Test
  default void aPriceThatWasInEffectIsNeverChanged() {
    PricedModel model = model();
    Price first = platform().set(price(model, "1").from(PAST));
    stop(SOON);
    for (Instant at : List.of(PAST, PAST.plusSeconds(1), SOON.minus(1, ChronoUnit.MICROS))) {
      Expect.refused(
          "model_prices_effective_from",
          "a price was in effect at that time already, and stays",
          () -> platform().set(price(model, "2").from(at)));
      Expect.refused(
          "model_prices_effective_to",
          "a price does not end in the past",
          () -> platform().end(model, at));
    }
    Expect.refused(
        "model_prices_effective_from",
        "a price that is in effect stays as it is",
        () -> platform().update(first.withCurrency("EUR")));
    assertThat(reading().history(model, ALL).items()).containsExactly(first);
    // where there was none, it fits
    Price before = platform().set(price(model, "2").from(PAST.minusSeconds(5)));
    assertThat(before.effectiveTo()).contains(PAST);
    assertThat(reading().find(model, PAST)).contains(first);
    // what begins now is another
    Price now = platform().set(price(model, "3"));
    assertThat(now.effectiveFrom()).isEqualTo(SOON);
    assertThat(reading().find(model, SOON.minus(1, ChronoUnit.MICROS)).map(Price::id))
        .contains(first.id());
    assertThat(reading().find(model, SOON)).contains(now);
    Expect.refused(
        "model_prices_effective_from",
        "a price that is in effect stays as it is",
        () -> platform().update(now.withCurrency("EUR")));
  }

  @Test
  default void endingEndsAPriceAndRemovesAPlannedOne() {
    PricedModel model = model();
    platform().set(price(model, "1"));
    platform().set(price(model, "2").from(LATER));
    assertThat(platform().end(model, SOON)).isTrue();
    assertThat(platform().end(model, SOON)).isFalse();
    assertThat(reading().find(model, SOON)).isEmpty();
    assertThat(reading().find(model, LATER)).isPresent();
    assertThat(platform().end(model, LATER)).isTrue();
    assertThat(reading().find(model, LATER)).isEmpty();
    assertThat(platform().end(model, null)).isTrue();
    assertThat(reading().find(model, SOON.minusSeconds(1))).isEmpty();
    assertThat(platform().end(model(), null)).isFalse();
    assertThat(reading().history(model, ALL).items()).hasSize(1);
  }

  @Test
  default void aPriceToldAgainIsSetOnce() {
    PricedModel model = model();
    NewPrice now = price(model, "1");
    Price set = platform().set(now);
    assertThat(platform().set(now)).isEqualTo(set);
    NewPrice soon = price(model, "2").from(SOON);
    assertThat(platform().set(soon)).isEqualTo(platform().set(soon));
    assertThat(reading().history(model, ALL).items()).hasSize(2);
    // another one under the same id
    for (NewPrice other :
        List.of(
            new NewPrice(now.id(), model(), "USD", now.unitPrices(), now.from()),
            new NewPrice(now.id(), model, "EUR", now.unitPrices(), now.from()),
            new NewPrice(
                soon.id(), model, "USD", UnitPrices.of("input", BigDecimal.ONE), soon.from()),
            new NewPrice(soon.id(), model, "USD", soon.unitPrices(), Optional.of(LATER)))) {
      Expect.duplicate(primaryKey(), () -> platform().set(other));
    }
    assertThat(reading().history(model, ALL).items()).hasSize(2);
  }

  @Test
  default void aPlannedPriceIsEditedUnlessItWasChanged() throws Exception {
    PricedModel model = model();
    Price planned = platform().set(price(model, "1").from(SOON));
    UnitPrices cheaper = UnitPrices.of("input", BigDecimal.ZERO);
    Price edited = platform().update(planned.withCurrency("EUR").withUnitPrices(cheaper));
    assertThat(edited)
        .usingRecursiveComparison()
        .ignoringFields("updatedAt")
        .isEqualTo(planned.withCurrency("EUR").withUnitPrices(cheaper));
    assertThat(reading().find(model, SOON)).contains(edited);
    Expect.changedSince(
        "price", planned.id(), () -> platform().update(planned.withCurrency("JPY")));
    // a price before it that begins now leaves it alone; an end of it is a change
    platform().set(price(model, "2"));
    platform().end(model, LATER);
    Expect.changedSince("price", planned.id(), () -> platform().update(edited));
    Price again = reading().get(planned.id());
    Expect.refused(
        "model_prices_unit_prices_check",
        () -> platform().update(again.withUnitPrices(new UnitPrices(Map.of()))));
    Price last =
        ConcurrentEdits.oneSucceeds(
            "price",
            planned.id(),
            i ->
                platform()
                    .update(again.withUnitPrices(UnitPrices.of("input", BigDecimal.valueOf(i)))));
    assertThat(reading().find(model, SOON)).contains(last);
    platform().end(model, SOON);
    Expect.notFound("price", planned.id(), () -> platform().update(last));
  }

  @Test
  default void invalidPricesAreRefused() {
    PricedModel model = model();
    for (String number : List.of("-0.1", "1000000000.1", "0.000000001", "10000000000")) {
      BigDecimal wrong = new BigDecimal(number);
      for (UnitPrices prices :
          List.of(
              UnitPrices.of(wrong, BigDecimal.ONE),
              UnitPrices.of(BigDecimal.ONE, wrong),
              UnitPrices.of(BigDecimal.ONE, BigDecimal.ONE).with("input.cached", wrong),
              UnitPrices.of(BigDecimal.ONE, BigDecimal.ONE).above(5, "input", wrong))) {
        Expect.refused(
            "model_prices_unit_prices_check",
            () -> platform().set(NewPrice.of(model, "USD", prices)));
      }
    }
    for (String kind :
        List.of(
            "",
            "Input",
            "input.",
            ".input",
            "1h",
            "in put",
            "\"",
            "\\",
            "input>",
            "input>0",
            "input>-1",
            "input>01",
            "input>5>6",
            "é",
            "\n")) {
      Expect.refused(
          "model_prices_unit_prices_check",
          () ->
              platform()
                  .set(
                      NewPrice.of(
                          model,
                          "USD",
                          UnitPrices.of("input", BigDecimal.ONE).with(kind, BigDecimal.ONE))));
      if (!kind.contains(">")) {
        Expect.refused("cost_of_counts", () -> cost(model(), TokenCounts.NONE.with(kind, 1)));
      }
    }
    // a kind with a price for large prompts alone
    Expect.refused(
        "model_prices_unit_prices_check",
        () ->
            platform()
                .set(
                    NewPrice.of(
                        model,
                        "USD",
                        UnitPrices.of("input", BigDecimal.ONE)
                            .above(200_000, "input.cached", BigDecimal.ONE))));
    Expect.refused(
        "model_prices_unit_prices_check",
        () -> platform().set(NewPrice.of(model, "USD", new UnitPrices(Map.of()))));
    for (String currency : List.of("usd", "US", "")) {
      Expect.refused(
          "model_prices_currency_check",
          () -> platform().set(NewPrice.of(model, currency, BigDecimal.ONE, BigDecimal.ONE)));
    }
    Expect.refused(
        "model_prices_model_check",
        () -> platform().set(price(new PricedModel("openai", " x"), "1")));
    Expect.refused(
        "model_prices_provider_type_check",
        () -> platform().set(price(new PricedModel("", "x"), "1")));
    Expect.refused(
        "model_prices_effective_from_effective_to_check",
        () -> platform().set(price(model, "1").from(Instant.MAX)));
    assertThat(reading().history(model, ALL).items()).isEmpty();
  }

  private Optional<BigDecimal> cost(PricedModel priced, TokenCounts counts) {
    // a model without a price, whose counts nobody would look at, gets one
    if (reading().find(priced, SOON).isEmpty()) {
      platform().set(price(priced, "1"));
    }
    return reading().cost(priced, SOON, counts).map(Cost::amount);
  }

  /** What everybody who sells models does, in numbers that one can check by hand. */
  @Test
  default void costsAreExact() {
    PricedModel model = model();
    UnitPrices prices =
        UnitPrices.of(new BigDecimal("2.5"), new BigDecimal("10"))
            .with("input.cached", new BigDecimal("1.25"))
            .above(200_000, "input", new BigDecimal("5"))
            .with("request", new BigDecimal("0.01"));
    Price price = platform().set(NewPrice.of(model, "USD", prices).from(SOON));
    TokenCounts counts = TokenCounts.of(1_000, 200).with("input.cached", 3_000);
    Cost cost = reading().cost(model, SOON, counts).orElseThrow();
    assertThat(cost.currency()).isEqualTo("USD");
    assertThat(cost.amount()).isEqualTo("0.00825");
    assertThat(cost.priceId()).isEqualTo(price.id());
    assertThat(reading().cost(model, PAST, TokenCounts.of(1, 1))).isEmpty();
    // a kind without a price costs what the one above it does
    assertThat(cost(model, TokenCounts.NONE.with("output.reasoning.deep", 3)))
        .contains(new BigDecimal("0.00003"));
    // the whole prompt counts, cached or not: 200,001 tokens are above the size, 200,000 are not
    assertThat(cost(model, TokenCounts.of(1, 0).with("input.cached", 200_000)))
        .contains(new BigDecimal("0.250005"));
    assertThat(cost(model, TokenCounts.of(1, 0).with("input.cached", 199_999)))
        .contains(new BigDecimal("0.25000125"));
    assertThat(cost(model, TokenCounts.NONE.with("request", 3))).contains(new BigDecimal("0.03"));
    // one kind without a price leaves the whole without a cost; what was not used needs no price
    assertThat(cost(model, TokenCounts.of(1, 1).with("video", 1))).isEmpty();
    assertThat(cost(model, TokenCounts.of(1, 1).with("inputs", 1))).isEmpty();
    assertThat(cost(model, TokenCounts.NONE.with("video", 0))).contains(new BigDecimal("0"));
    // the least that can be: nothing is rounded
    PricedModel odd = model();
    platform().set(NewPrice.of(odd, "USD", UnitPrices.of("input", new BigDecimal("0.00000001"))));
    assertThat(cost(odd, TokenCounts.of(1, 0))).contains(new BigDecimal("0.00000000000001"));
    assertThat(cost(odd, TokenCounts.of(999_999_999_999_999L, 0)))
        .contains(new BigDecimal("9.99999999999999"));
    Expect.refused("cost_of_counts", () -> cost(odd, TokenCounts.of(1_000_000_000_000_000L, 0)));
    // free is a price
    PricedModel free = model();
    platform().set(NewPrice.of(free, "USD", BigDecimal.ZERO, BigDecimal.ZERO));
    assertThat(cost(free, TokenCounts.of(5, 5))).contains(BigDecimal.ZERO);
  }

  /** Also of what was cached, and of large prompts; what has no such price costs what others do. */
  @Test
  default void batchesHavePricesOfTheirOwn() {
    PricedModel model = model();
    platform()
        .set(
            NewPrice.of(
                    model,
                    "USD",
                    UnitPrices.of(new BigDecimal("2"), new BigDecimal("8"))
                        .above(200_000, "input", new BigDecimal("4"))
                        .with("input.cached", new BigDecimal("1"))
                        .with("input.batch", new BigDecimal("1"))
                        .above(200_000, "input.batch", new BigDecimal("2"))
                        .with("input.cached.batch", new BigDecimal("0.5")))
                .from(SOON));
    TokenCounts small =
        TokenCounts.NONE
            .with("input.batch", 200_000)
            .including("input.batch.flex", 100_000)
            .with("output.batch", 1_000);
    assertThat(cost(model, small)).contains(new BigDecimal("0.208"));
    TokenCounts large = small.with("input.cached.batch", 100_000);
    assertThat(cost(model, large)).contains(new BigDecimal("0.458"));
  }

  @Test
  default void theListHasThePriceInEffectOfEachModelOnce() {
    Instant at = Instant.parse("2999-01-01T00:00:00Z");
    for (int i = 0; i < 5; i++) {
      PricedModel model = model();
      Price past = platform().set(price(model, "1").from(PAST));
      platform().set(price(model, "9").from(at.plusSeconds(1)));
      for (int size : List.of(1, 4, 100)) {
        assertThat(Paging.all(size, page -> reading().list(at, page)))
            .extracting(Price::id)
            .contains(past.id())
            .doesNotHaveDuplicates();
        assertThat(Paging.all(size, page -> reading().list(at, page)))
            .extracting(Price::model)
            .doesNotHaveDuplicates();
        assertThat(Paging.all(size, page -> reading().history(model, page)))
            .extracting(Price::effectiveFrom)
            .containsExactly(at.plusSeconds(1), PAST);
      }
    }
  }
}
