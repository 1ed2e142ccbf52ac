package io.lyss.dao.memory;

import java.time.Instant;
import java.util.Optional;

/**
 * An earlier text of a memory.
 *
 * @param version the number of the text, from 1 on
 * @param text what it said
 * @param agentId the agent that said it
 * @param runId the run in which it was said
 * @param replacedAt when the next text replaced it
 */
public record MemoryVersion(
    int version,
    String text,
    Optional<String> agentId,
    Optional<String> runId,
    Instant replacedAt) {}
