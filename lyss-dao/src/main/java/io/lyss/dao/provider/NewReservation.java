package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import io.lyss.dao.TokenCounts;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Quota to be held for a request.
 *
 * @param id the reservation's id, from {@link Ids#next}, one for each request. A repeated call
 *     reserves nothing more
 * @param channelId the channel that the request is sent through
 * @param tokenId the token that it came with
 * @param model the model, by the name that the request uses
 * @param amount how much is held of the quota of token and channel, and of budgets of the host's
 *     unit; 0 or more
 * @param estimate how many tokens of each kind are expected, for budgets of tokens and cost; empty
 *     if that is not known: then some of such a budget has to be left, and nothing of it is
 *     reserved. A model that costs a budget nothing, because it is free or paid in another
 *     currency, is reserved without
 * @param hold after how long it expires if nobody ends it: longer than the request can take, at
 *     most 24 hours
 */
public record NewReservation(
    UUID id,
    UUID channelId,
    Optional<UUID> tokenId,
    String model,
    long amount,
    TokenCounts estimate,
    Duration hold) {

  /** The default time after which a reservation expires: 10 minutes. */
  public static final Duration HOLD = Duration.ofMinutes(10);

  public NewReservation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(channelId, "channelId");
    Objects.requireNonNull(tokenId, "tokenId");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(estimate, "estimate");
    Objects.requireNonNull(hold, "hold");
  }

  /** A reservation for a request with its estimate, on the channel that was chosen for it. */
  public static NewReservation of(ChannelRequest request, UUID channelId, long amount) {
    return new NewReservation(
        Ids.next(),
        channelId,
        request.tokenId(),
        request.model(),
        amount,
        request.estimate(),
        HOLD);
  }

  /** The same, held for another time before it expires. */
  public NewReservation withHold(Duration other) {
    return new NewReservation(id, channelId, tokenId, model, amount, estimate, other);
  }

  /** The same with an estimate. */
  public NewReservation withEstimate(TokenCounts other) {
    return new NewReservation(id, channelId, tokenId, model, amount, other, hold);
  }
}
