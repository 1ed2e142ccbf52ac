package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cost;
import io.lyss.dao.NewPrice;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.session.Prices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * However prices are set, edited and ended, the one price in effect at each instant is that of a
 * model, and tokens cost what the model computes.
 */
public interface PriceHistoriesContract extends PricesOf {

  Instant FUTURE = Instant.parse("2900-01-01T00:00:00Z");

  /** What the database answers to a query. */
  List<String> query(String sql);

  /**
   * A call of the function that finds a price and its end, up to where the kind of provider stands.
   */
  String priceSpan();

  /** From which instant on which price is in effect; null for none. */
  final class Timeline {
    private final TreeMap<Instant, @Nullable Price> steps = new TreeMap<>();

    Optional<Price> at(Instant instant) {
      return Optional.ofNullable(steps.floorEntry(instant)).map(step -> step.getValue());
    }

    /** It is in effect until the next price begins; ends in between were of the price before. */
    void set(Price price) {
      Instant from = price.effectiveFrom();
      while (steps.higherKey(from) != null && steps.higherEntry(from).getValue() == null) {
        steps.remove(steps.higherKey(from));
      }
      steps.put(from, price);
    }

    void edit(Price price) {
      steps.put(price.effectiveFrom(), price);
    }

    boolean end(Instant from) {
      boolean any = at(from).isPresent();
      if (any) {
        steps.put(from, null);
      }
      return any;
    }

    Optional<Price> any(Random random) {
      List<Price> prices = steps.values().stream().filter(price -> price != null).toList();
      return prices.isEmpty()
          ? Optional.empty()
          : Optional.of(prices.get(random.nextInt(prices.size())));
    }
  }

  private static Instant second(int second) {
    return FUTURE.plusSeconds(second);
  }

  @Test
  default void pricesAndCostsAgreeWithATimelineInMemory() {
    Seed seed = new Seed();
    Random random = seed.random();
    for (int history = 0; history < 6; history++) {
      PricedModel model = model();
      List<Timeline> timelines = setting().stream().map(dao -> new Timeline()).toList();
      for (int i = 0; i < 25; i++) {
        int which = random.nextInt(timelines.size());
        step(seed, random, model, setting().get(which), timelines.get(which));
      }
      for (int i = -1; i <= 31; i++) {
        Instant at = second(i);
        Optional<Price> expected =
            timelines.stream().flatMap(timeline -> timeline.at(at).stream()).findFirst();
        assertThat(reading().find(model, at).map(Price::id))
            .as("second %d of %s", i, seed)
            .isEqualTo(expected.map(Price::id));
        assertThat(
                reading().list(at, ALL).items().stream()
                    .filter(found -> found.model().equals(model))
                    .map(Price::id))
            .as("second %d of %s", i, seed)
            .isEqualTo(expected.map(Price::id).stream().toList());
        for (int use = 0; use < 3; use++) {
          TokenCounts counts = CostOracle.counts(random);
          assertCosts(seed, reading().cost(model, at, counts), expected, counts);
        }
      }
      assertSpans(seed, model, timelines);
    }
  }

  /**
   * Batches look a price up once for the time until the next begins: it is in effect all the time.
   */
  private void assertSpans(Seed seed, PricedModel model, List<Timeline> timelines) {
    TreeMap<Instant, String> spans = new TreeMap<>();
    for (String span :
        query(
            """
            with recursive spans (from_at, price_id, until) as (
              select '%2$s'::timestamptz, p.price_id, p.until
              from %1$s '%2$s', '%3$s') as p
              union all
              select s.until, p.price_id, p.until
              from spans as s cross join lateral %1$s s.until, '%3$s') as p
              where s.until <= '%3$s'
            )
            select extract(epoch from from_at)::bigint || ' ' || coalesce(price_id::text, 'none')
            from spans
            """
                .formatted(
                    priceSpan() + "'openai', '" + model.name() + "',", second(-1), second(31)))) {
      String[] words = span.split(" ");
      assertThat(spans.put(Instant.ofEpochSecond(Long.parseLong(words[0])), words[1]))
          .as("each span is longer than nothing, of %s", seed)
          .isNull();
    }
    for (int i = -1; i <= 31; i++) {
      Instant at = second(i);
      assertThat(spans.floorEntry(at).getValue())
          .as("second %d of %s", i, seed)
          .isEqualTo(
              timelines.stream()
                  .flatMap(timeline -> timeline.at(at).stream())
                  .findFirst()
                  .map(price -> price.id().toString())
                  .orElse("none"));
    }
  }

  private static void assertCosts(
      Seed seed, Optional<Cost> found, Optional<Price> price, TokenCounts counts) {
    String what = "%s by %s of %s".formatted(counts, price.map(Price::unitPrices), seed);
    Optional<Cost> expected =
        price.flatMap(
            each ->
                CostOracle.cost(each.unitPrices(), counts)
                    .map(amount -> new Cost(each.id(), each.currency(), amount)));
    assertThat(found.isPresent()).as(what).isEqualTo(expected.isPresent());
    found.ifPresent(
        cost -> {
          assertThat(cost.priceId()).as(what).isEqualTo(expected.get().priceId());
          assertThat(cost.currency()).as(what).isEqualTo(expected.get().currency());
          assertThat(cost.amount()).as(what).isEqualByComparingTo(expected.get().amount());
        });
  }

  private static void step(
      Seed seed, Random random, PricedModel model, Prices dao, Timeline timeline) {
    Instant at = second(random.nextInt(30));
    switch (random.nextInt(6)) {
      case 0 -> assertThat(dao.end(model, at)).as("%s", seed).isEqualTo(timeline.end(at));
      case 1 ->
          timeline
              .any(random)
              .ifPresent(
                  known ->
                      timeline.edit(
                          dao.update(
                              dao.get(known.id()).withUnitPrices(CostOracle.prices(random)))));
      default ->
          timeline.set(
              dao.set(
                  NewPrice.of(
                          model, random.nextBoolean() ? "USD" : "EUR", CostOracle.prices(random))
                      .from(at)));
    }
  }

  /**
   * A past time with a price refuses another; one without takes it, until the next price begins.
   */
  @Test
  default void aPastPriceIsAcceptedOnlyBeforeTheFirstOne() {
    Seed seed = new Seed();
    Random random = seed.random();
    Instant past = Instant.parse("2000-01-01T00:00:00Z");
    PricedModel model = model();
    Prices dao = setting().get(0);
    List<Price> there = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Instant at = past.plusSeconds(random.nextInt(1_000));
      boolean free = there.stream().allMatch(price -> price.effectiveFrom().isAfter(at));
      try {
        there.add(dao.set(price(model, "1").from(at)));
        assertThat(free).as("%s", seed).isTrue();
      } catch (ConstraintException e) {
        assertThat(e.constraint()).isEqualTo("model_prices_effective_from");
        assertThat(free).as("%s", seed).isFalse();
      }
    }
    assertThat(dao.history(model, ALL).items()).containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  default void concurrentSetsNeverOverlapAndNeverFail() throws Exception {
    Random random = new Seed().random();
    PricedModel model = model();
    Prices dao = setting().get(0);
    List<Callable<Price>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      NewPrice set =
          i % 3 == 0 ? price(model, "1") : price(model, "1").from(second(random.nextInt(3)));
      calls.add(() -> dao.set(set));
    }
    Parallel.run(calls);
    List<Price> history = dao.history(model, ALL).items();
    assertThat(history.get(0).effectiveTo()).isEmpty();
    for (int i = 1; i < history.size(); i++) {
      assertThat(history.get(i).effectiveTo()).contains(history.get(i - 1).effectiveFrom());
    }
    assertThat(history).hasSizeBetween(5, 7);
  }
}
