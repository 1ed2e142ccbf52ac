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
 * @param excluded channels that were already tried for this request
 */
public record ChannelRequest(String model, Optional<UUID> tokenId, Set<UUID> excluded) {

  public ChannelRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(tokenId, "tokenId");
    excluded = Set.copyOf(excluded);
  }

  /** A request without a token that has tried nothing yet. */
  public static ChannelRequest of(String model) {
    return new ChannelRequest(model, Optional.empty(), Set.of());
  }

  public ChannelRequest withToken(UUID id) {
    return new ChannelRequest(model, Optional.of(id), excluded);
  }

  public ChannelRequest excluding(Set<UUID> tried) {
    return new ChannelRequest(model, tokenId, tried);
  }
}
