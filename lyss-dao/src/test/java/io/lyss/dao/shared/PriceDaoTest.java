package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.Prices;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.PriceHistoriesContract;
import io.lyss.dao.testing.PricesContract;
import io.lyss.throwaway.OneIn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OneIn(3)
class PriceDaoTest extends SharedServiceTest implements PricesContract, PriceHistoriesContract {

  private final PriceDao platform = shared.system().prices(SharedService.PLATFORM);
  private final PriceDao tenants = shared.system().prices(tenant);
  private final PriceDao own = shared.user(tenant, ann).prices();

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
    shared.stopClock(at);
  }

  @Override
  public PricedModel model() {
    return shared.model();
  }

  @Override
  public List<String> query(String sql) {
    return shared.query(sql);
  }

  @Override
  public String priceSpan() {
    return "lyss_shared.price_span('" + tenant + "', ";
  }

  @Override
  public String primaryKey() {
    return "model_prices_tenant_id_id_pk";
  }

  @Test
  void theTenantsOwnPriceComesBeforeThePlatforms() {
    PricedModel model = model();
    Price everybodys = platform.set(price(model, "1").from(PAST));
    Price special = tenants.set(price(model, "0.5").from(SOON));
    tenants.end(model, LATER);
    PriceDao other = shared.user(rival, ann).prices();
    assertThat(own.find(model, SOON.minusSeconds(1))).contains(everybodys);
    assertThat(own.find(model, SOON).map(Price::id)).contains(special.id());
    assertThat(own.find(model, LATER)).contains(everybodys);
    assertThat(other.find(model, SOON)).contains(everybodys);
    assertThat(own.history(model, ALL).items())
        .extracting(Price::id)
        .containsExactly(special.id(), everybodys.id());
    assertThat(other.history(model, ALL).items()).containsExactly(everybodys);
    assertThat(own.get(special.id()).forEverybody()).isFalse();
    Expect.notFound("price", special.id(), () -> other.get(special.id()));
  }

  /** Through the tenant's DAO nobody edits what is for everybody. */
  @Test
  void aPriceIsEditedByTheDaoOfItsTenant() {
    Price everybodys = platform.set(price(model(), "1").from(SOON));
    Expect.notFound("price", everybodys.id(), () -> tenants.update(everybodys.withCurrency("EUR")));
    assertThat(own.get(everybodys.id())).isEqualTo(everybodys);
  }

  @Test
  void onlySystemWorkSetsPrices() {
    PricedModel model = model();
    Price set = platform.set(price(model, "1").from(SOON));
    for (SharedSession session : List.of(shared.admin(tenant), shared.user(tenant, ann))) {
      for (UUID whose : List.of(tenant, SharedService.PLATFORM)) {
        Expect.denied(() -> session.prices(whose).set(price(model, "2")));
        Expect.denied(() -> session.prices(whose).update(set));
        Expect.denied(() -> session.prices(whose).end(model, null));
      }
    }
  }

  @Test
  void theListHasATenantsOwnPriceBeforeThePlatforms() {
    UUID elsewhere = Ids.next();
    PriceDao dao = shared.system().prices(elsewhere);
    Instant at = Instant.parse("2999-01-01T00:00:00Z");
    List<Price> expected = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      PricedModel model = model();
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
  void eachChangeIsPublishedWithTheWholeList() {
    PricedModel model = model();
    Price first = platform.set(price(model, "1").from(SOON));
    platform.set(price(model, "1").from(SOON).from(LATER));
    platform.update(platform.get(first.id()).withCurrency("EUR"));
    platform.end(model, LATER);
    // changes nothing, and says nothing
    platform.end(model, LATER);
    List<Event> events = shared.events("price:openai/" + model.name());
    assertThat(events)
        .allMatch(event -> event.tenantId().equals(SharedService.PLATFORM))
        .allMatch(event -> event.type().equals("price.changed"))
        .extracting(Event::payload)
        .extracting(Json::text)
        .satisfiesExactly(
            text -> assertThat(text).contains(model.name(), first.id().toString(), "USD"),
            text -> assertThat(text).contains(first.id().toString(), "2902"),
            text -> assertThat(text).contains("EUR", "USD"),
            text -> assertThat(text).contains("EUR").doesNotContain("USD"));
    assertThat(own.priceList(model)).isEmpty();
    assertThat(platform.priceList(model)).contains(events.get(3).payload());
    assertThat(platform.priceList(model())).isEmpty();
  }

  /** The key of its events names the model. */
  @Test
  void theLongestNameOfAModelHasAPriceToo() {
    PricedModel model = new PricedModel("p".repeat(50), "m".repeat(200));
    platform.set(price(model, "1").from(SOON));
    assertThat(shared.events("price:%s/%s".formatted(model.providerType(), model.name())))
        .hasSize(1);
  }
}
