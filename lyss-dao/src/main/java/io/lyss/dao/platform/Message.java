package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A message of a conversation; it never changes.
 *
 * @param id the message's id
 * @param conversationId the conversation
 * @param sequence its place in the conversation, from 1 without gaps
 * @param role who speaks
 * @param content what is said
 * @param metadata data of the application, a JSON object
 * @param importedAt when it was imported; empty for a message that was written here
 * @param createdAt when it was written; no message is older than the one before
 */
public record Message(
    long id,
    long conversationId,
    long sequence,
    MessageRole role,
    String content,
    Json metadata,
    Optional<Instant> importedAt,
    Instant createdAt) {}
