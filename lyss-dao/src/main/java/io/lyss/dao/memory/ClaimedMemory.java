package io.lyss.dao.memory;

import java.util.UUID;

/**
 * A memory that a worker has claimed in order to embed its text.
 *
 * @param tenantId the tenant
 * @param userId the owner of the memory
 * @param id the memory's id
 * @param text the text to embed
 * @param embeddingId the id, a UUID, under which the host stores the vector; no other vector ever
 *     has it. It is also the worker's claim
 */
public record ClaimedMemory(UUID tenantId, UUID userId, UUID id, String text, String embeddingId) {}
