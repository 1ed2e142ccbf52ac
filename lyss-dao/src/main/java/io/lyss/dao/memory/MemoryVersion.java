package io.lyss.dao.memory;

import java.time.Instant;
import java.util.Optional;

/**
 * What a memory said before.
 *
 * @param version the number of the text, from 1 on
 * @param text what it said
 * @param agentId the agent that had said it
 * @param runId the run in which it was said
 * @param replacedAt until when it said this
 */
public record MemoryVersion(
    int version,
    String text,
    Optional<String> agentId,
    Optional<String> runId,
    Instant replacedAt) {}
