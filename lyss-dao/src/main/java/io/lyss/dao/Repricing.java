package io.lyss.dao;

import java.time.Instant;
import java.util.Objects;

/**
 * Which requests are repriced.
 *
 * @param model their model
 * @param from the first instant of them; {@link Instant#MIN} for all
 * @param to the first instant after them; {@link Instant#MAX} for all
 * @param reason why they are repriced; stored with each correction
 */
public record Repricing(String model, Instant from, Instant to, String reason) {

  public Repricing {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(reason, "reason");
  }
}
