package io.lyss.dao.provider;

import io.lyss.dao.TokenCounts;
import io.lyss.dao.internal.Elements;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * What a channel is chosen for.
 *
 * @param model the model, by the name that the request uses
 * @param tokenId the token that the request came with; its restrictions apply
 * @param key what the request has in common with others that should go the same way, so that the
 *     provider finds the prompt in its cache: the id of a conversation, or of a user
 * @param excluded channels that were already tried for this request
 * @param amount how much of a channel's quota it needs, 0 or more; empty where nobody can say: then
 *     something has to be left
 * @param estimate how many tokens of each kind are expected, for a channel's budgets of tokens and
 *     cost; empty where nobody can say
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

  /** A request without a token, which may go any way and has tried nothing yet. */
  public static ChannelRequest of(String model) {
    return new ChannelRequest(
        model,
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        OptionalLong.empty(),
        TokenCounts.NONE);
  }

  /** The same, made with a token, which may allow fewer channels and models. */
  public ChannelRequest withToken(UUID id) {
    return new ChannelRequest(model, Optional.of(id), key, excluded, amount, estimate);
  }

  /** The same, sent where others with this key are sent. */
  public ChannelRequest withKey(String common) {
    return new ChannelRequest(model, tokenId, Optional.of(common), excluded, amount, estimate);
  }

  /** The same without channels that were tried already. */
  public ChannelRequest excluding(Set<UUID> tried) {
    return new ChannelRequest(model, tokenId, key, tried, amount, estimate);
  }

  /** The same, which needs so much of a quota; with 0, it passes where a quota is used up. */
  public ChannelRequest withAmount(long needed) {
    return new ChannelRequest(model, tokenId, key, excluded, OptionalLong.of(needed), estimate);
  }

  /** The same with an estimate of its tokens. */
  public ChannelRequest withEstimate(TokenCounts expected) {
    return new ChannelRequest(model, tokenId, key, excluded, amount, expected);
  }
}
