package io.lyss.dao.provider;

import java.util.Objects;
import java.util.Optional;
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
 */
public record ChannelRequest(
    String model, Optional<UUID> tokenId, Optional<String> key, Set<UUID> excluded) {

  public ChannelRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(tokenId, "tokenId");
    Objects.requireNonNull(key, "key");
    excluded = Set.copyOf(excluded);
  }

  /** A request without a token, which may go any way and has tried nothing yet. */
  public static ChannelRequest of(String model) {
    return new ChannelRequest(model, Optional.empty(), Optional.empty(), Set.of());
  }

  /** The same, made with a token, which may allow fewer channels and models. */
  public ChannelRequest withToken(UUID id) {
    return new ChannelRequest(model, Optional.of(id), key, excluded);
  }

  /** The same, sent where others with this key are sent. */
  public ChannelRequest withKey(String common) {
    return new ChannelRequest(model, tokenId, Optional.of(common), excluded);
  }

  /** The same without channels that were tried already. */
  public ChannelRequest excluding(Set<UUID> tried) {
    return new ChannelRequest(model, tokenId, key, tried);
  }
}
