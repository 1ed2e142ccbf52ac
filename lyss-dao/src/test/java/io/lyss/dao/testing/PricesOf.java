package io.lyss.dao.testing;

import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.session.Prices;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** A database that knows what models cost, in a test that holds for each of them. */
public interface PricesOf {

  PageRequest ALL = PageRequest.first(100);

  /** The DAOs that set prices; one before another takes precedence over it. */
  List<Prices> setting();

  /** The DAO of a user who pays them. */
  Prices reading();

  /** Stops the clock of the database for the rest of the test. */
  void stop(Instant at);

  /** A model that has no price yet. */
  PricedModel model();

  /** A price in dollars from now on; output costs 10. */
  default NewPrice price(PricedModel model, String input) {
    return NewPrice.of(model, "USD", new BigDecimal(input), BigDecimal.TEN);
  }
}
