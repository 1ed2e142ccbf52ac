package io.lyss.dao.memory;

import java.time.Instant;
import java.util.UUID;

/**
 * That two memories of a user belong together. It has no direction.
 *
 * @param tenantId the tenant
 * @param id identity
 * @param userId the user of both
 * @param memoryId one of the two
 * @param relatedMemoryId the other
 * @param type how they belong together
 * @param strength more than 0, up to 1
 * @param createdAt when they were associated first
 */
public record Association(
    UUID tenantId,
    UUID id,
    UUID userId,
    UUID memoryId,
    UUID relatedMemoryId,
    AssociationType type,
    double strength,
    Instant createdAt) {}
