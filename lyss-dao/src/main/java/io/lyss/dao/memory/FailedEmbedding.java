package io.lyss.dao.memory;

import java.util.Optional;
import java.util.UUID;

/**
 * A memory that was not embedded by the last attempt, or is at it.
 *
 * @param tenantId the tenant
 * @param userId whose memory it is
 * @param id the memory
 * @param attempts how often it was begun
 * @param error why it failed, the last time that a worker said so
 */
public record FailedEmbedding(
    UUID tenantId, UUID userId, UUID id, int attempts, Optional<String> error) {}
