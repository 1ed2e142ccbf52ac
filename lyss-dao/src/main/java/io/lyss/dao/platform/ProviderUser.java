package io.lyss.dao.platform;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Somebody who may use a provider, or could at some time.
 *
 * @param userId the user
 * @param distributionId the distribution that gives access; empty for the owner of a personal
 *     provider
 * @param distributedBy who distributed it
 * @param validFrom from when on the distribution gives access, or when the personal provider was
 *     created
 * @param validUntil until when, exclusively; empty for no end
 */
public record ProviderUser(
    int userId,
    OptionalInt distributionId,
    OptionalInt distributedBy,
    Instant validFrom,
    Optional<Instant> validUntil) {}
