package io.lyss.dao.provider;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose a token is, and what it may do.
 *
 * @param tenantId the tenant
 * @param id the token
 * @param userId whose requests it makes; what role and groups they have is known to another service
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
    Optional<Instant> expiresAt) {

  static VerifiedToken read(UUID tenantId, Row row) throws SQLException {
    return new VerifiedToken(
        tenantId,
        row.nextUuid(),
        row.nextUuid(),
        UserToken.readRestrictions(row),
        row.nextInt(),
        row.nextOptionalInstant());
  }
}
