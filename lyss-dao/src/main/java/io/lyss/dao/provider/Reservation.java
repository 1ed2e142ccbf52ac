package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether quota is held for a request.
 *
 * @param outcome whether it is held, or why not
 * @param state what has become of the hold, if {@link Outcome#RESERVED}
 * @param expiresAt when the hold ends by itself, if {@link Outcome#RESERVED}
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
    /** The token's quota has less left than the amount. */
    TOKEN_EXHAUSTED,
    /** There is no such channel for this user, this token and this model. */
    CHANNEL_INVALID,
    /** The channel, or its kind of provider, is disabled. */
    CHANNEL_DISABLED,
    /** The channel's quota has less left than the amount. */
    CHANNEL_EXHAUSTED
  }
}
