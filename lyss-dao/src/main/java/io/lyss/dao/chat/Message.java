package io.lyss.dao.chat;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A message of a conversation; it never changes.
 *
 * @param id the message's id
 * @param sequence its place in the conversation, from 1 without gaps
 * @param role who speaks
 * @param content what is said
 * @param tokenCount how many tokens it took
 * @param modelUsed the model that answered
 * @param responseTimeMs how long the answer took, in milliseconds
 * @param toolCalls the tools that the model calls, a JSON array
 * @param toolCallId the id of the call that the message answers
 * @param finishReason why the model ended there, as its provider says
 * @param metadata what the application stores with it, a JSON object
 * @param importedAt when it was imported; empty if it was written here
 * @param createdAt when it was written; no message is older than the one before it
 */
public record Message(
    UUID id,
    long sequence,
    MessageRole role,
    String content,
    int tokenCount,
    Optional<String> modelUsed,
    OptionalInt responseTimeMs,
    Optional<Json> toolCalls,
    Optional<String> toolCallId,
    Optional<String> finishReason,
    Json metadata,
    Optional<Instant> importedAt,
    Instant createdAt) {}
