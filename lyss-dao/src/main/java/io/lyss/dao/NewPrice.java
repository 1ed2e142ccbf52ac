package io.lyss.dao;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A price to be set.
 *
 * @param id the price's id, from {@link Ids#next}
 * @param model the model
 * @param currency the code of ISO 4217, three capital letters
 * @param unitPrices what its tokens cost
 * @param from the first instant at which it is in effect, to the microsecond; empty for now, by the
 *     database's clock
 */
public record NewPrice(
    UUID id, PricedModel model, String currency, UnitPrices unitPrices, Optional<Instant> from) {

  public NewPrice {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(unitPrices, "unitPrices");
    Objects.requireNonNull(from, "from");
  }

  /** A price from now on. */
  public static NewPrice of(PricedModel model, String currency, UnitPrices unitPrices) {
    return new NewPrice(Ids.next(), model, currency, unitPrices, Optional.empty());
  }

  /** A price from now on for input and output. */
  public static NewPrice of(
      PricedModel model, String currency, BigDecimal input, BigDecimal output) {
    return of(model, currency, UnitPrices.of(input, output));
  }

  /** The same from an instant on. */
  public NewPrice from(Instant instant) {
    return new NewPrice(id, model, currency, unitPrices, Optional.of(instant));
  }
}
