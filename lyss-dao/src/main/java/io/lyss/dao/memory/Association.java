package io.lyss.dao.memory;

import java.time.Instant;
import java.util.UUID;

/**
 * An association between two memories of a user. It has no direction.
 *
 * @param tenantId the tenant
 * @param id the association's id
 * @param userId the owner of both memories
 * @param memoryId one of the two memories
 * @param relatedMemoryId the other memory
 * @param type how the memories are related
 * @param strength more than 0, up to 1
 * @param createdAt when the memories were first associated
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
