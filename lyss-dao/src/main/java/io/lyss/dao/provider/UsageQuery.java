package io.lyss.dao.provider;

import io.lyss.dao.UsageWindow;
import io.lyss.dao.internal.Elements;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which usage is added up, and how it is grouped.
 *
 * @param window the period, and how it is divided
 * @param dimensions by what it is grouped; over all other dimensions it is added up
 * @param userId only usage of this user
 * @param tokenId only usage that came with this token
 * @param channelId only usage of this channel
 * @param groupId only usage for this group
 * @param model only usage of this model
 */
public record UsageQuery(
    UsageWindow window,
    Set<UsageDimension> dimensions,
    Optional<UUID> userId,
    Optional<UUID> tokenId,
    Optional<UUID> channelId,
    Optional<UUID> groupId,
    Optional<String> model) {

  public UsageQuery {
    Objects.requireNonNull(window, "window");
    dimensions = Elements.copy("dimensions", dimensions);
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(tokenId, "tokenId");
    Objects.requireNonNull(channelId, "channelId");
    Objects.requireNonNull(groupId, "groupId");
    Objects.requireNonNull(model, "model");
  }

  /** All usage of a period that the scope sees. */
  public static UsageQuery of(UsageWindow window, UsageDimension... dimensions) {
    return new UsageQuery(
        window,
        Set.of(dimensions),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, of one user. */
  public UsageQuery ofUser(UUID id) {
    return new UsageQuery(window, dimensions, Optional.of(id), tokenId, channelId, groupId, model);
  }

  /** The same, of one token. */
  public UsageQuery ofToken(UUID id) {
    return new UsageQuery(window, dimensions, userId, Optional.of(id), channelId, groupId, model);
  }

  /** The same, of one channel. */
  public UsageQuery ofChannel(UUID id) {
    return new UsageQuery(window, dimensions, userId, tokenId, Optional.of(id), groupId, model);
  }

  /** The same, of one group. */
  public UsageQuery ofGroup(UUID id) {
    return new UsageQuery(window, dimensions, userId, tokenId, channelId, Optional.of(id), model);
  }

  /** The same, of one model. */
  public UsageQuery ofModel(String name) {
    return new UsageQuery(
        window, dimensions, userId, tokenId, channelId, groupId, Optional.of(name));
  }
}
