package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is kept of a token, without its hash.
 *
 * @param tenantId the tenant
 * @param id identity
 * @param userId whose it is
 * @param name for people; not unique
 * @param prefix a few characters of its secret, for people to recognise it by
 * @param previousExpiresAt until when its text before the last rotation is taken too
 * @param restrictions what it may be used for
 * @param limits how much
 * @param usedQuota how much was used, or is held for a request that runs
 * @param status whether it is taken now
 * @param expiresAt when it expires
 * @param revokedAt when it was revoked, for good
 * @param lastUsedAt when it was used last, to a minute
 * @param createdAt when it was issued
 * @param updatedAt when it was changed last
 */
public record UserToken(
    UUID tenantId,
    UUID id,
    UUID userId,
    String name,
    String prefix,
    Optional<Instant> previousExpiresAt,
    Restrictions restrictions,
    Limits limits,
    long usedQuota,
    TokenStatus status,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt,
    Instant createdAt,
    Instant updatedAt) {

  static UserToken read(Row row) throws SQLException {
    return new UserToken(
        row.nextUuid(),
        row.nextUuid(),
        row.nextUuid(),
        row.nextString(),
        row.nextString(),
        row.nextOptionalInstant(),
        readRestrictions(row),
        new Limits(new Quota(row.nextLong()), row.nextInt()),
        row.nextLong(),
        TokenStatus.of(row.nextInt()),
        row.nextOptionalInstant(),
        row.nextOptionalInstant(),
        row.nextOptionalInstant(),
        row.nextInstant(),
        row.nextInstant());
  }

  static Restrictions readRestrictions(Row row) throws SQLException {
    boolean restricted = row.nextBoolean();
    List<UUID> channels = row.nextUuids();
    return new Restrictions(
        restricted ? Optional.of(Set.copyOf(channels)) : Optional.empty(),
        row.nextOptionalTexts().map(Set::copyOf));
  }
}
