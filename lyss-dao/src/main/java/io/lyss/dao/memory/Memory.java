package io.lyss.dao.memory;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that the assistant remembers of a user.
 *
 * @param tenantId the tenant
 * @param id identity
 * @param userId whom it is about, and who alone sees it
 * @param text what is remembered
 * @param embeddingId identity of its vector in the vector database; empty before there is one
 * @param relevance how relevant it has proved, from 0 to 1
 * @param type what kind of thing it is
 * @param category what it belongs to, such as {@code work}
 * @param source where it came from
 * @param sourceId the conversation, or what else it came from
 * @param status whether it is used
 * @param importance from 1 to 100
 * @param createdAt when it was remembered first
 * @param updatedAt when it was changed last, its vector aside
 */
public record Memory(
    UUID tenantId,
    UUID id,
    UUID userId,
    String text,
    Optional<String> embeddingId,
    double relevance,
    MemoryType type,
    Optional<String> category,
    MemorySource source,
    Optional<UUID> sourceId,
    MemoryStatus status,
    int importance,
    Instant createdAt,
    Instant updatedAt) {}
