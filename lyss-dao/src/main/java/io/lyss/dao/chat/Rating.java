package io.lyss.dao.chat;

import java.time.Instant;
import java.util.Optional;

/**
 * What the current user thinks of a message.
 *
 * @param sequence the message's place in its conversation
 * @param value the rating
 * @param comment what the person says about it
 * @param modelUsed the model that wrote the message
 * @param createdAt when it was rated first
 * @param updatedAt when the rating was changed last
 */
public record Rating(
    long sequence,
    int value,
    Optional<String> comment,
    Optional<String> modelUsed,
    Instant createdAt,
    Instant updatedAt) {}
