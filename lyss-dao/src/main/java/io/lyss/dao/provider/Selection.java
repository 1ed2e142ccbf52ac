package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * The channel that was selected for a request, or why there is none.
 *
 * @param outcome whether there is a channel, or why not
 * @param channel the channel, if {@link Outcome#SELECTED}
 * @param retryAt if no channel can serve it now, when the first one can again; empty if that is not
 *     known
 */
public record Selection(
    Outcome outcome, Optional<SelectedChannel> channel, Optional<Instant> retryAt) {

  /** The outcomes, as {@code select_channel} has them. */
  public enum Outcome {
    SELECTED,
    /**
     * The token is not the user's, or revoked, disabled or expired; or the user is suspended, or
     * has left.
     */
    TOKEN_INVALID,
    /** The token does not allow the model. */
    MODEL_NOT_ALLOWED,
    /**
     * The token's quota is used up, or reserved for running requests, and the request needs some.
     */
    TOKEN_EXHAUSTED,
    /** No enabled channel that the user and the token may use serves the model. */
    UNSUPPORTED,
    /** The channel that could serve it first has used up its quota. */
    EXHAUSTED,
    /** The channel that could serve it first has reached its rate limit for now. */
    RATE_LIMITED,
    /**
     * The channel that could serve it first has failed, or the model through it has, and it is not
     * tried again yet.
     */
    COOLING,
    /** The channels that could serve it were already tried for this request. */
    ALL_TRIED
  }
}
