package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.NewPrice;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.Prices;
import io.lyss.dao.testing.CostOracle;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.PriceHistoriesContract;
import io.lyss.dao.testing.PricesContract;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.OneIn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@OneIn(3)
class PriceDaoTest extends ProviderServiceTest implements PricesContract, PriceHistoriesContract {

  private static final UUID EVERYBODY = new UUID(0, 0);

  private final UUID tenant = Ids.next();
  private final PriceDao platform = providers.system().prices(EVERYBODY);
  private final PriceDao tenants = providers.system().prices(tenant);
  private final PriceDao own = providers.as(TestProviders.user(tenant)).prices();

  @Override
  public List<Prices> setting() {
    return List.of(tenants, platform);
  }

  @Override
  public Prices reading() {
    return own;
  }

  @Override
  public void stop(Instant at) {
    providers.stopClock(at);
  }

  @Override
  public PricedModel model() {
    return new PricedModel("openai", providers.name("gpt-"));
  }

  @Override
  public List<String> query(String sql) {
    return providers.query(sql);
  }

  @Override
  public String priceSpan() {
    return "lyss_provider.price_span('" + tenant + "', ";
  }

  @Override
  public String primaryKey() {
    return "model_prices_tenant_id_id_pk";
  }

  /**
   * Delivers the waiting events, and returns the price lists of a model that the tenant has set.
   */
  private List<Json> published(PricedModel model) {
    List<Event> events = new ArrayList<>();
    while (providers.system().events().deliver(100, Duration.ofMinutes(1), events::add).handled()
        > 0) {
      // until nothing is left
    }
    return events.stream()
        .filter(event -> event.key().equals("price:openai/" + model.name()))
        .filter(event -> event.tenantId().equals(tenant))
        .map(Event::payload)
        .toList();
  }

  private static List<Price> ofNobody(List<Price> prices) {
    return prices.stream()
        .map(
            p ->
                new Price(
                    EVERYBODY,
                    p.id(),
                    p.model(),
                    p.currency(),
                    p.unitPrices(),
                    p.effectiveFrom(),
                    p.effectiveTo(),
                    p.createdAt(),
                    Instant.EPOCH))
        .toList();
  }

  /**
   * Lists come again, late, and in any order: as soon as the latest was there, the prices are those
   * of the database that sets them, and stay.
   */
  @Test
  void whateverTheOrderOfListsTheLatestIsInEffect() {
    Seed seed = new Seed();
    Random random = seed.random();
    for (int history = 0; history < 6; history++) {
      PricedModel model = model();
      for (int i = 0; i < 8; i++) {
        Instant at = SOON.plusSeconds(random.nextInt(6));
        if (random.nextInt(4) == 0) {
          tenants.end(model, at);
        } else {
          tenants.set(NewPrice.of(model, "USD", CostOracle.prices(random)).from(at));
        }
      }
      List<Json> lists = published(model);
      List<Json> told = new ArrayList<>(lists);
      told.addAll(lists);
      Collections.shuffle(told, random);
      UUID there = Ids.next();
      PriceDao copy = providers.system().prices(there);
      int latest = -1;
      for (Json list : told) {
        int which = lists.indexOf(list);
        assertThat(copy.accept(list)).as("%s", seed).isEqualTo(which > latest);
        latest = Math.max(latest, which);
        if (latest == lists.size() - 1) {
          assertThat(ofNobody(copy.history(model, ALL).items()))
              .as("%s", seed)
              .isEqualTo(ofNobody(tenants.history(model, ALL).items()));
        }
      }
      assertThat(published(model)).as("nothing is published of what was accepted").isEmpty();
    }
  }

  /** A price that was set here is ended by an accepted list, and that by the next one. */
  @Test
  void aListIsAcceptedOverWhatWasSetHereBefore() {
    PricedModel model = model();
    PriceDao copy = providers.system().prices(Ids.next());
    copy.set(price(model, "1"));
    Price set = tenants.set(price(model, "2").from(SOON));
    assertThat(copy.accept(published(model).get(0))).isTrue();
    assertThat(copy.history(model, ALL).items()).extracting(Price::id).containsExactly(set.id());
    assertThat(copy.end(model, SOON)).isTrue();
    assertThat(copy.history(model, ALL).items()).isEmpty();
    tenants.set(price(model, "3").from(LATER));
    assertThat(copy.accept(published(model).get(0))).isTrue();
    assertThat(copy.history(model, ALL).items()).hasSize(2);
  }

  @Test
  void anythingElseThanAListIsRefused() {
    for (String list :
        List.of(
            "{}",
            "[]",
            "1",
            "null",
            "{\"provider_type\": \"x\", \"model\": \"y\", \"prices\": []}",
            "{\"provider_type\": \"x\", \"model\": \"y\", \"changed_at\": \"2026-01-01\"}",
            "{\"model\": \"y\", \"changed_at\": \"2026-01-01\", \"prices\": []}")) {
      Expect.refused(
          "accept_price_list_list",
          "this is no list of prices",
          () -> tenants.accept(new Json(list)));
    }
    Assertions.assertThatExceptionOfType(ConstraintException.class)
        .isThrownBy(
            () ->
                tenants.accept(
                    new Json(
                        "{\"provider_type\": \"x\", \"model\": \"y\","
                            + " \"changed_at\": \"2026-01-01\", \"prices\": [{}]}")));
  }

  @Test
  void onlySystemWorkSetsAndAcceptsPrices() {
    PricedModel model = model();
    Price set = tenants.set(price(model, "1").from(SOON));
    Json list = published(model).get(0);
    for (ProviderSession session :
        List.of(
            providers.as(TestProviders.admin(tenant)), providers.as(TestProviders.user(tenant)))) {
      Expect.denied(() -> session.prices().set(price(model, "2")));
      Expect.denied(() -> session.prices().update(set));
      Expect.denied(() -> session.prices().end(model, null));
      Expect.denied(() -> session.prices().accept(list));
    }
  }
}
