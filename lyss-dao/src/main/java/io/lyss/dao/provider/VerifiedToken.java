package io.lyss.dao.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who owns a valid token, and what it may do.
 *
 * @param tenantId the tenant
 * @param id the token's id
 * @param userId the owner; role and groups are known to the user service
 * @param restrictions what it may be used for
 * @param rateLimit requests a minute, for the host to count
 * @param expiresAt when it expires
 */
public record VerifiedToken(
    UUID tenantId,
    UUID id,
    UUID userId,
    Restrictions restrictions,
    int rateLimit,
    Optional<Instant> expiresAt) {}
