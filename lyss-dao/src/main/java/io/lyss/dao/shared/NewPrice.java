package io.lyss.dao.shared;

import io.lyss.dao.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A price to be set. Prices are from 0 to a thousand million, with 8 decimal places at most.
 *
 * @param id the price's id, from {@link Ids#next}
 * @param model the model
 * @param currency the code of ISO 4217, three capital letters
 * @param input for a million input tokens that were not cached
 * @param output for a million output tokens
 * @param cachedInput for a million input tokens that were cached; empty for the price of those that
 *     were not
 * @param from the first instant at which it holds, to the microsecond; empty for now, by the
 *     database's clock
 */
public record NewPrice(
    UUID id,
    PricedModel model,
    String currency,
    BigDecimal input,
    BigDecimal output,
    Optional<BigDecimal> cachedInput,
    Optional<Instant> from) {

  public NewPrice {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(cachedInput, "cachedInput");
    Objects.requireNonNull(from, "from");
  }

  /** One from now on, for cached input the same as for other input. */
  public static NewPrice of(
      PricedModel model, String currency, BigDecimal input, BigDecimal output) {
    return new NewPrice(
        Ids.next(), model, currency, input, output, Optional.empty(), Optional.empty());
  }

  /** The same with a price of its own for cached input. */
  public NewPrice withCachedInput(BigDecimal price) {
    return new NewPrice(id, model, currency, input, output, Optional.of(price), from);
  }

  /** The same from an instant on. */
  public NewPrice from(Instant instant) {
    return new NewPrice(id, model, currency, input, output, cachedInput, Optional.of(instant));
  }
}
