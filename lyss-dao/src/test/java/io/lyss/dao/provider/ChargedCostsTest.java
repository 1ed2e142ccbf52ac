package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Repricing;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Charged usage costs its budgets what its price says, also when the price comes late or is
 * corrected.
 */
class ChargedCostsTest extends ChargedUsageFixture {

  @Test
  void itCostsItsBudgetsWhatItsPriceSaysAlsoWhenThatComesLate() {
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 10);
    NewUsage usage =
        NewUsage.of(ann.userId(), channel.id(), model, TokenCounts.of(MILLION, 0))
            .withId(Ids.at(NOON));
    assertThat(charge(usage)).isTrue();
    assertThat(used(budget)).isEqualTo("0");
    price(4);
    UsageDao system = providers.system().usage(tenant);
    assertThat(system.priceUnpriced("late", PageRequest.first(10)).adjusted()).isEqualTo(2);
    assertThat(used(budget)).isEqualTo("4");
    assertThat(charge(usage.withId(Ids.at(NOON)))).isTrue();
    assertThat(used(budget)).isEqualTo("8");
    price(1);
    system.rerate(
        new Repricing(model, Instant.MIN, Instant.MAX, "was wrong"), PageRequest.first(10));
    assertThat(used(budget)).isEqualTo("2");
  }

  /** The id of a reservation says nothing of usage that has the same. */
  @Test
  void aCorrectionFindsWhatWasChargedAndNotAReservationOfThatId() {
    Budget budget = budget(LimitSubject.USER, LimitUnit.COST, LimitPeriod.MONTH, 100);
    price(4);
    UUID id = Ids.at(NOON);
    NewUsage usage =
        NewUsage.of(ann.userId(), channel.id(), model, TokenCounts.of(MILLION, 0)).withId(id);
    NewReservation held =
        new NewReservation(
            id,
            channel.id(),
            Optional.empty(),
            model,
            0,
            new TokenCounts(Map.of()),
            NewReservation.HOLD);
    providers.as(ann).quota().reserve(held);
    providers
        .as(ann)
        .quota()
        .settle(id, Consumption.of(TokenCounts.of(MILLION, 0)).withAmount(0).withId(Ids.at(NOON)));
    assertThat(charge(usage)).isTrue();
    assertThat(used(budget)).isEqualTo("8");
    price(5);
    providers
        .system()
        .usage(tenant)
        .rerate(new Repricing(model, Instant.MIN, Instant.MAX, "was wrong"), PageRequest.first(10));
    assertThat(used(budget)).isEqualTo("10");
  }

  private void price(int dollars) {
    providers
        .database()
        .execute("delete from lyss_provider.model_prices where model = '%s'".formatted(model));
    providers
        .system()
        .prices(tenant)
        .set(
            NewPrice.of(
                    new PricedModel("openai", model),
                    "USD",
                    UnitPrices.of(BigDecimal.valueOf(dollars), BigDecimal.valueOf(dollars)))
                .from(NOON.minus(Duration.ofDays(10))));
  }
}
