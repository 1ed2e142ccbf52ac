package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * The channel that was chosen for a request, or why there is none.
 *
 * @param outcome whether there is one
 * @param channel the channel, if {@link Outcome#SELECTED}
 * @param retryAt when the first of those that cool down is tried again, if there is no other
 */
public record Selection(
    Outcome outcome, Optional<SelectedChannel> channel, Optional<Instant> retryAt) {

  /** The outcomes, as {@code select_channel} has them. */
  public enum Outcome {
    SELECTED,
    /** The token is not the user's, or revoked, disabled or expired. */
    TOKEN_INVALID,
    /** The token does not allow the model. */
    MODEL_NOT_ALLOWED,
    /** The token's quota is used up, or held for requests that run. */
    TOKEN_EXHAUSTED,
    /** No enabled channel that the user and the token may use serves the model. */
    UNSUPPORTED,
    /** Those that do have used up their quota. */
    EXHAUSTED,
    /** Those that do and have quota left have failed a moment ago. */
    COOLING,
    /** Those that could serve were tried for this request already. */
    ALL_TRIED
  }

  static Selection read(Row row) throws SQLException {
    Outcome outcome = Sql.constant(Outcome.class, row.nextString());
    Optional<Instant> retryAt = row.nextOptionalInstant();
    return new Selection(
        outcome,
        outcome == Outcome.SELECTED ? Optional.of(SelectedChannel.read(row)) : Optional.empty(),
        retryAt);
  }
}
