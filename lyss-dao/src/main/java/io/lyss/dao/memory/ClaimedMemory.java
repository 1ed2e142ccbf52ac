package io.lyss.dao.memory;

import java.util.UUID;

/**
 * A memory that a worker has claimed, to embed its text.
 *
 * @param tenantId the tenant
 * @param userId the owner of the memory
 * @param id the memory's id
 * @param text the text to embed
 * @param hash the hash of the text, which tells later whether the memory still has that text
 * @param claim the id of the worker's claim
 */
public record ClaimedMemory(
    UUID tenantId, UUID userId, UUID id, String text, String hash, UUID claim) {}
