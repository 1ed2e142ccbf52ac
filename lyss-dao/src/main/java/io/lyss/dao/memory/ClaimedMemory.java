package io.lyss.dao.memory;

import java.util.UUID;

/**
 * A text that a worker has taken on to embed.
 *
 * @param tenantId the tenant
 * @param userId whose memory it is
 * @param id the memory
 * @param text what to embed
 * @param hash by which it is known later whether that is the memory's text still
 * @param claim who has taken it on
 */
public record ClaimedMemory(
    UUID tenantId, UUID userId, UUID id, String text, String hash, UUID claim) {}
