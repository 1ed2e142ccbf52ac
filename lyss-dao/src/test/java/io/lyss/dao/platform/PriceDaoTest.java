package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.session.Prices;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.PriceHistoriesContract;
import io.lyss.dao.testing.PricesContract;
import io.lyss.throwaway.OneIn;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@OneIn(3)
class PriceDaoTest extends PlatformTest implements PricesContract, PriceHistoriesContract {

  private final User admin = platform.admin();
  private final User user = platform.user();

  @Override
  public List<Prices> setting() {
    return List.of(platform.as(admin).prices());
  }

  @Override
  public Prices reading() {
    return platform.as(user).prices();
  }

  @Override
  public void stop(Instant at) {
    platform.stopClock(at);
  }

  @Override
  public PricedModel model() {
    return new PricedModel("openai", platform.name("gpt-"));
  }

  @Override
  public List<String> query(String sql) {
    return platform.query(sql);
  }

  @Override
  public String priceSpan() {
    return "lyss_platform.price_span(";
  }

  @Override
  public String primaryKey() {
    return "model_prices_id_pk";
  }

  @Test
  void administratorsAndSystemWorkSetPrices() {
    PricedModel model = model();
    Price planned = platform.system().prices().set(price(model, "1").from(SOON));
    Price edited = platform.as(admin).prices().update(planned.withCurrency("EUR"));
    User former = platform.admin();
    platform.system().users().deactivate(former.id());
    for (User other : List.of(user, former)) {
      PriceDao prices = platform.as(other).prices();
      Expect.denied(() -> prices.set(price(model, "2")));
      Expect.denied(() -> prices.update(edited));
      Expect.denied(() -> prices.end(model, null));
    }
    assertThat(reading().history(model, ALL).items()).containsExactly(edited);
    assertThat(platform.system().prices().end(model, SOON)).isTrue();
  }

  /** One entry for each row that is changed; of the same again, none. */
  @Test
  void pricesAreInTheAuditLog() {
    PricedModel model = model();
    platform.as(admin).prices().set(price(model, "1"));
    platform.system().prices().set(price(model, "2").from(SOON));
    platform.system().prices().end(model, SOON);
    platform.system().prices().end(model, SOON);
    assertThat(
            platform.query(
                "select action from lyss_platform.audit_logs where resource_type = 'model_prices'"
                    + " and changes -> 'key' ->> 'model' = '%s' order by id"
                        .formatted(model.name())))
        .containsExactly("row_insert", "row_update", "row_insert", "row_delete");
  }
}
