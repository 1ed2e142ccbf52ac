package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.time.Instant;

/**
 * A message of a conversation.
 *
 * @param id the message's id
 * @param conversationId the conversation
 * @param role who speaks
 * @param content what is said
 * @param metadata what the application keeps with it, a JSON object
 * @param createdAt when it was written
 */
public record Message(
    long id,
    long conversationId,
    MessageRole role,
    String content,
    Json metadata,
    Instant createdAt) {}
