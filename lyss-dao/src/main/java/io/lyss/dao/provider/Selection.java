package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * The channel that was chosen for a request, or why there is none.
 *
 * @param outcome whether there is a channel, or why not
 * @param channel the channel, if {@link Outcome#SELECTED}
 * @param retryAt when the first channel that is cooling down is tried again, if there is no other
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
    /** The channels that serve it have used up their quota. */
    EXHAUSTED,
    /** The channels that serve it and have quota left are cooling down after a failure. */
    COOLING,
    /** The channels that could serve it were already tried for this request. */
    ALL_TRIED
  }
}
