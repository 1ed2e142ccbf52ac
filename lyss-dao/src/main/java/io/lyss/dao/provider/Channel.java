package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An account at a provider through which requests are sent. Its key is not part of this record.
 *
 * @param tenantId the tenant
 * @param id the channel's id
 * @param name unique among those who share the channel
 * @param typeId the kind of provider
 * @param scope who owns the channel
 * @param ownerId the owner of a personal channel
 * @param groupId the group that owns a group's channel
 * @param models the models that it serves
 * @param share which requests it gets
 * @param limits how much it may be used
 * @param usedQuota how much of the quota was used; it may be more than the quota
 * @param heldQuota how much of the quota is reserved for running requests
 * @param status whether it serves requests
 * @param failures how often in a row it has failed as a whole; 0 unless its status is {@link
 *     ChannelStatus#ERROR}
 * @param retryAt when it is tried again; empty unless its status is {@link ChannelStatus#ERROR}
 * @param createdAt when it was created
 * @param updatedAt when its configuration was changed last
 */
public record Channel(
    UUID tenantId,
    UUID id,
    String name,
    long typeId,
    ChannelScope scope,
    Optional<UUID> ownerId,
    Optional<UUID> groupId,
    Models models,
    NewChannel.Share share,
    Limits limits,
    long usedQuota,
    long heldQuota,
    ChannelStatus status,
    int failures,
    Optional<Instant> retryAt,
    Instant createdAt,
    Instant updatedAt) {

  /** The same under another name: 1 to 100 characters, no spaces around. */
  public Channel withName(String other) {
    return with(other, models, share, limits);
  }

  /** The same for other models. */
  public Channel withModels(Models other) {
    return with(name, other, share, limits);
  }

  /** The same for another share of the requests. */
  public Channel withShare(NewChannel.Share other) {
    return with(name, models, other, limits);
  }

  /** The same with other limits. */
  public Channel withLimits(Limits other) {
    return with(name, models, share, other);
  }

  private Channel with(
      String otherName, Models otherModels, NewChannel.Share otherShare, Limits otherLimits) {
    return new Channel(
        tenantId,
        id,
        otherName,
        typeId,
        scope,
        ownerId,
        groupId,
        otherModels,
        otherShare,
        otherLimits,
        usedQuota,
        heldQuota,
        status,
        failures,
        retryAt,
        createdAt,
        updatedAt);
  }
}
