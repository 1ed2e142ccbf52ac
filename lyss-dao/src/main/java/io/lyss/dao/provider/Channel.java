package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An account at a provider that requests are sent through. Its key is not part of it.
 *
 * @param tenantId the tenant
 * @param id identity
 * @param name unique among who share it
 * @param typeId the kind of provider
 * @param scope whose it is
 * @param ownerId the user whose a personal one is
 * @param groupId the group whose a group's is
 * @param models what it serves
 * @param share which requests it gets
 * @param limits how many
 * @param usedQuota how much was used, or is held for a request that runs
 * @param status whether it serves requests
 * @param failures how often in a row it has failed; 0 unless its status is {@link
 *     ChannelStatus#ERROR}
 * @param retryAt when it is tried again; empty likewise
 * @param createdAt when it was created
 * @param updatedAt when it was set up differently, last
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
    ChannelStatus status,
    int failures,
    Optional<Instant> retryAt,
    Instant createdAt,
    Instant updatedAt) {

  static Channel read(Row row) throws SQLException {
    return new Channel(
        row.nextUuid(),
        row.nextUuid(),
        row.nextString(),
        row.nextLong(),
        Sql.constant(ChannelScope.class, row.nextString()),
        row.nextOptionalUuid(),
        row.nextOptionalUuid(),
        Models.of(row.nextTexts(), row.nextTexts(), row.nextTexts()),
        new NewChannel.Share(row.nextInt(), row.nextInt()),
        new Limits(new Quota(row.nextLong()), row.nextInt()),
        row.nextLong(),
        ChannelStatus.of(row.nextInt()),
        row.nextInt(),
        row.nextOptionalInstant(),
        row.nextInstant(),
        row.nextInstant());
  }
}
