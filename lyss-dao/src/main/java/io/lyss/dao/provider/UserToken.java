package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A stored token, without its hash.
 *
 * @param tenantId the tenant
 * @param id the token's id
 * @param userId the owner
 * @param name for people; not unique
 * @param keyPrefix the first characters of its secret, for people to recognise it by
 * @param previousKeyExpiresAt until when the secret before the last rotation is still valid
 * @param restrictions what it may be used for
 * @param limits how much it may be used
 * @param usedQuota how much of the quota was used; it may be more than the quota
 * @param heldQuota how much of the quota is reserved for running requests
 * @param status whether it is valid now
 * @param expiresAt when it expires
 * @param revokedAt when it was revoked, for good
 * @param lastUsedAt when it was used last, to the minute
 * @param createdAt when it was issued
 * @param updatedAt when it was changed last
 */
public record UserToken(
    UUID tenantId,
    UUID id,
    UUID userId,
    String name,
    String keyPrefix,
    Optional<Instant> previousKeyExpiresAt,
    Restrictions restrictions,
    Limits limits,
    long usedQuota,
    long heldQuota,
    TokenStatus status,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Instant> lastUsedAt,
    Instant createdAt,
    Instant updatedAt) {

  /** The same under another name: 1 to 100 characters, no spaces around. */
  public UserToken withName(String other) {
    return with(other, restrictions, limits, expiresAt);
  }

  /** The same with other restrictions. */
  public UserToken withRestrictions(Restrictions other) {
    return with(name, other, limits, expiresAt);
  }

  /** The same with other limits. */
  public UserToken withLimits(Limits other) {
    return with(name, restrictions, other, expiresAt);
  }

  /** The same with another expiry; empty for never. */
  public UserToken withExpiresAt(Optional<Instant> other) {
    return with(name, restrictions, limits, other);
  }

  private UserToken with(
      String otherName,
      Restrictions otherRestrictions,
      Limits otherLimits,
      Optional<Instant> otherExpiry) {
    return new UserToken(
        tenantId,
        id,
        userId,
        otherName,
        keyPrefix,
        previousKeyExpiresAt,
        otherRestrictions,
        otherLimits,
        usedQuota,
        heldQuota,
        status,
        otherExpiry,
        revokedAt,
        lastUsedAt,
        createdAt,
        updatedAt);
  }
}
