package io.lyss.dao.chat;

import java.time.Instant;
import java.util.UUID;

/**
 * A summary of a conversation up to one of its messages.
 *
 * @param id the summary's id
 * @param text the summary
 * @param type who wrote it
 * @param upToSequence the last message that it covers
 * @param createdAt when it was added
 */
public record Summary(
    UUID id, String text, SummaryType type, long upToSequence, Instant createdAt) {}
