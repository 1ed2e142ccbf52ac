package io.lyss.dao.provider;

import io.lyss.dao.TokenCounts;
import io.lyss.dao.internal.Elements;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * A request for which a channel is to be selected.
 *
 * @param model the model, by the name that the request uses
 * @param tokenId the token that the request came with; its restrictions apply
 * @param key a text that requests share which should go through the same channel, such as the id of
 *     a conversation or user, so that the provider finds the prompt in its cache
 * @param excluded channels that were already tried for this request
 * @param amount how much quota it needs, 0 or more; empty if that is not known: then some of the
 *     quota of token and channel has to be left
 * @param estimate how many tokens of each kind are expected, for a channel's budgets of tokens and
 *     cost; empty if that is not known: then some of such a budget has to be left, unless the model
 *     costs it nothing
 */
public record ChannelRequest(
    String model,
    Optional<UUID> tokenId,
    Optional<String> key,
    Set<UUID> excluded,
    OptionalLong amount,
    TokenCounts estimate) {

  public ChannelRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(tokenId, "tokenId");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(amount, "amount");
    Objects.requireNonNull(estimate, "estimate");
    excluded = Elements.copy("excluded", excluded);
  }

  /** A request without a token and without a key, for which no channel was tried yet. */
  public static ChannelRequest of(String model) {
    return new ChannelRequest(
        model,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        OptionalLong.empty(),
        TokenCounts.NONE);
  }

  /** The same with a token, which may allow only some channels and models. */
  public ChannelRequest withToken(UUID id) {
    return new ChannelRequest(model, Optional.of(id), key, excluded, amount, estimate);
  }

  /** The same, to be sent through the channel of other requests with this key. */
  public ChannelRequest withKey(String common) {
    return new ChannelRequest(model, tokenId, Optional.of(common), excluded, amount, estimate);
  }

  /** The same without channels that were tried already. */
  public ChannelRequest excluding(Set<UUID> tried) {
    return new ChannelRequest(model, tokenId, key, tried, amount, estimate);
  }

  /**
   * The same with the amount of quota that it needs. With 0, a token and a channel whose quota is
   * used up can serve it.
   */
  public ChannelRequest withAmount(long needed) {
    return new ChannelRequest(model, tokenId, key, excluded, OptionalLong.of(needed), estimate);
  }

  /** The same with an estimate of its tokens. */
  public ChannelRequest withEstimate(TokenCounts expected) {
    return new ChannelRequest(model, tokenId, key, excluded, amount, expected);
  }
}
