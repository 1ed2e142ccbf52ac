package io.lyss.dao.memory;

import java.util.Optional;
import java.util.UUID;

/**
 * A memory whose last attempt to be embedded has failed or is running.
 *
 * @param tenantId the tenant
 * @param userId the owner of the memory
 * @param id the memory's id
 * @param attempts how many attempts were begun
 * @param error the last reason that a worker gave
 */
public record FailedEmbedding(
    UUID tenantId, UUID userId, UUID id, int attempts, Optional<String> error) {}
