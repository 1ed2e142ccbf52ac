package io.lyss.benchmarks.peers;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message, as an application keeps it. */
record Row(
    UUID tenantId,
    UUID id,
    UUID conversationId,
    UUID userId,
    Long sequence,
    String role,
    String content,
    Integer tokenCount,
    @Nullable String modelUsed,
    @Nullable Integer responseTimeMs,
    @Nullable String toolCalls,
    @Nullable String toolCallId,
    @Nullable String finishReason,
    String metadata,
    @Nullable OffsetDateTime importedAt,
    OffsetDateTime createdAt) {}
