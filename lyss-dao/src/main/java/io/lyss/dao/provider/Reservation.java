package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether quota is held for a request.
 *
 * @param outcome whether it is, or why not
 * @param state what has become of it meanwhile, if {@link Outcome#RESERVED}
 * @param expiresAt when the hold ends by itself, likewise
 */
public record Reservation(
    Outcome outcome, Optional<ReservationState> state, Optional<Instant> expiresAt) {

  /** The outcomes, as {@code reserve_quota} has them. */
  public enum Outcome {
    RESERVED,
    /** The token is not the user's, or revoked, disabled or expired. */
    TOKEN_INVALID,
    /** The token does not allow the model. */
    MODEL_NOT_ALLOWED,
    /** The token's quota has less left than that. */
    TOKEN_EXHAUSTED,
    /** There is no such channel for this user, this token and this model. */
    CHANNEL_INVALID,
    /** The channel, or its kind of provider, is disabled. */
    CHANNEL_DISABLED,
    /** The channel's quota has less left than that. */
    CHANNEL_EXHAUSTED
  }

  static Reservation read(Row row) throws SQLException {
    return new Reservation(
        Sql.constant(Outcome.class, row.nextString()),
        row.nextOptionalString().map(state -> Sql.constant(ReservationState.class, state)),
        row.nextOptionalInstant());
  }
}
