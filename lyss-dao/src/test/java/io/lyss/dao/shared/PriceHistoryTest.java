package io.lyss.dao.shared;

import static io.lyss.dao.shared.TestShared.price;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However prices are set and ended, each instant has the one that a model says, and no two. */
class PriceHistoryTest extends SharedServiceTest {

  private static final Instant FUTURE = Instant.parse("2900-01-01T00:00:00Z");

  private final Seed seed = new Seed();
  private final Random random = seed.random();

  /** From which instant on which price holds; null for none. */
  private static final class Timeline {
    final TreeMap<Instant, @Nullable UUID> steps = new TreeMap<>();

    Optional<UUID> at(Instant instant) {
      return Optional.ofNullable(steps.floorEntry(instant)).map(step -> step.getValue());
    }

    /** Until the next price begins: an end in between was that of the price before. */
    void set(Instant from, UUID id) {
      while (steps.higherKey(from) != null && steps.higherEntry(from).getValue() == null) {
        steps.remove(steps.higherKey(from));
      }
      steps.put(from, id);
    }

    boolean end(Instant from) {
      boolean any = at(from).isPresent();
      if (any) {
        steps.put(from, null);
      }
      return any;
    }
  }

  private static Instant second(int second) {
    return FUTURE.plusSeconds(second);
  }

  @Test
  void pricesAgreeWithATimelineInMemory() {
    for (int history = 0; history < 6; history++) {
      PricedModel model = shared.model();
      List<UUID> owners = List.of(tenant, SharedService.PLATFORM);
      List<Timeline> timelines = List.of(new Timeline(), new Timeline());
      for (int i = 0; i < 25; i++) {
        int which = random.nextInt(2);
        Instant at = second(random.nextInt(30));
        PriceDao dao = shared.system().prices(owners.get(which));
        if (random.nextInt(4) == 0) {
          assertThat(dao.end(model, at)).as("%s", seed).isEqualTo(timelines.get(which).end(at));
        } else {
          timelines.get(which).set(at, dao.set(price(model, "1").from(at)).id());
        }
      }
      for (int i = -1; i <= 31; i++) {
        Instant at = second(i);
        Optional<UUID> expected = timelines.get(0).at(at).or(() -> timelines.get(1).at(at));
        assertThat(shared.user(tenant, ann).prices().find(model, at).map(Price::id))
            .as("second %d of %s", i, seed)
            .isEqualTo(expected);
        assertThat(shared.user(rival, ann).prices().find(model, at).map(Price::id))
            .isEqualTo(timelines.get(1).at(at));
        assertThat(
                shared.user(tenant, ann).prices().list(at, PAGE).items().stream()
                    .filter(found -> found.model().equals(model))
                    .map(Price::id))
            .as("second %d of %s", i, seed)
            .isEqualTo(expected.stream().toList());
      }
    }
  }

  /** Past times that have a price refuse another; those that have none take it, up to the next. */
  @Test
  void aPastPriceIsAcceptedOnlyBeforeTheFirstOne() {
    Instant past = Instant.parse("2000-01-01T00:00:00Z");
    PricedModel model = shared.model();
    PriceDao dao = shared.system().prices(tenant);
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
    assertThat(dao.history(model, PAGE).items()).containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void concurrentSetsNeverOverlapAndNeverFail() throws Exception {
    PricedModel model = shared.model();
    List<Callable<Price>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      NewPrice set =
          i % 3 == 0 ? price(model, "1") : price(model, "1").from(second(random.nextInt(3)));
      calls.add(() -> shared.system().prices(tenant).set(set));
    }
    Parallel.run(calls);
    List<Price> history = shared.system().prices(tenant).history(model, PAGE).items();
    assertThat(history.get(0).effectiveTo()).isEmpty();
    for (int i = 1; i < history.size(); i++) {
      assertThat(history.get(i).effectiveTo()).contains(history.get(i - 1).effectiveFrom());
    }
    assertThat(history).hasSizeBetween(5, 7);
  }
}
