package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether quota is reserved for a request.
 *
 * @param outcome whether it is reserved, or why not
 * @param state the state of the reservation, if {@link Outcome#RESERVED}
 * @param expiresAt when the reservation expires, if {@link Outcome#RESERVED}
 * @param exhausted the limit that has too little left, if one has
 */
public record Reservation(
    Outcome outcome,
    Optional<ReservationState> state,
    Optional<Instant> expiresAt,
    Optional<ExhaustedLimit> exhausted) {

  /** The outcomes, as {@code reserve_quota} has them. */
  public enum Outcome {
    RESERVED,
    /**
     * The token is not the user's, or revoked, disabled or expired; or the user is suspended, or
     * has left.
     */
    TOKEN_INVALID,
    /** The token does not allow the model. */
    MODEL_NOT_ALLOWED,
    /** There is no such channel for this user, this token and this model. */
    CHANNEL_INVALID,
    /** The channel, or its kind of provider, is disabled. */
    CHANNEL_DISABLED,
    /**
     * A limit of the channel has less left than the request needs. Another channel may serve it.
     */
    CHANNEL_EXHAUSTED,
    /** A limit of the token has less left than the request needs. */
    TOKEN_EXHAUSTED,
    /** A limit of the user has less left than the request needs. */
    USER_EXHAUSTED,
    /** A limit of one of the user's groups has less left than the request needs. */
    GROUP_EXHAUSTED,
    /** A limit of the tenant has less left than the request needs. */
    TENANT_EXHAUSTED
  }
}
