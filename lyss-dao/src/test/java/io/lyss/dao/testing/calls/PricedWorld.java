package io.lyss.dao.testing.calls;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.session.Prices;
import java.math.BigDecimal;
import java.time.Instant;

/** A world in which models have prices. */
public interface PricedWorld {

  /** When prices are in effect. */
  Instant AT = Instant.parse("2900-01-01T00:00:00Z");

  /** Sets the prices that the caller pays. */
  Prices pricing();

  static NewPrice priceToBe() {
    PricedModel model = new PricedModel("openai", "gpt-" + Ids.next());
    return NewPrice.of(model, "USD", BigDecimal.ONE, BigDecimal.TEN).from(AT);
  }

  default Price priced() {
    return pricing().set(priceToBe());
  }

  default PricedModel model() {
    return priced().model();
  }
}
