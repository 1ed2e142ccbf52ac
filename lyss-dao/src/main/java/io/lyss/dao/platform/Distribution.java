package io.lyss.dao.platform;

import java.time.Instant;
import java.util.Optional;

/**
 * The distribution of an organization provider to a user.
 *
 * @param id the distribution's id
 * @param providerId the provider
 * @param userId who may use it
 * @param distributedBy who distributed or revoked it last
 * @param distributedAt when it was distributed last
 * @param active false once it is revoked
 * @param validFrom from when on it gives access
 * @param validUntil until when, exclusively: the end that was set, or when it was revoked; empty
 *     for no end
 */
public record Distribution(
    int id,
    int providerId,
    int userId,
    int distributedBy,
    Instant distributedAt,
    boolean active,
    Instant validFrom,
    Optional<Instant> validUntil) {}
