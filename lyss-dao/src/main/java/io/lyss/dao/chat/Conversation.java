package io.lyss.dao.chat;

import io.lyss.dao.internal.Elements;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of one user with a model.
 *
 * @param id the conversation's id
 * @param userId the owner: nobody else sees it
 * @param title 1 to 200 characters
 * @param settings the settings of its model
 * @param status what can be done with it
 * @param forkedFrom the conversation that it was forked from, which may be gone
 * @param sharedCount how many of its messages it shares with others: the sequence of the last one
 *     that is not its own
 * @param messageCount how many messages it has: the sequence of the last one
 * @param tokenUsage the tokens of all its messages
 * @param openToolCalls the ids of tool calls that are not answered yet
 * @param lastActiveAt when the last message was written; if there is none, when it was opened
 * @param expiresAt the time from which it is not found; it is purged soon after
 * @param deletedAt since when it is deleted
 * @param createdAt when it was opened
 * @param updatedAt when title, settings, status or expiry were changed last
 */
public record Conversation(
    UUID id,
    UUID userId,
    String title,
    ModelSettings settings,
    ConversationStatus status,
    Optional<UUID> forkedFrom,
    long sharedCount,
    long messageCount,
    long tokenUsage,
    List<String> openToolCalls,
    Instant lastActiveAt,
    Optional<Instant> expiresAt,
    Optional<Instant> deletedAt,
    Instant createdAt,
    Instant updatedAt) {

  public Conversation {
    openToolCalls = Elements.copy("openToolCalls", openToolCalls);
  }

  /** The same conversation with another title. */
  public Conversation withTitle(String other) {
    return with(other, settings, expiresAt);
  }

  /** The same conversation with other settings. */
  public Conversation withSettings(ModelSettings other) {
    return with(title, other, expiresAt);
  }

  /** The same conversation, not found from a future time on; null for no such time. */
  public Conversation withExpiresAt(@Nullable Instant other) {
    return with(title, settings, Optional.ofNullable(other));
  }

  private Conversation with(
      String otherTitle, ModelSettings otherSettings, Optional<Instant> otherExpiresAt) {
    return new Conversation(
        id,
        userId,
        otherTitle,
        otherSettings,
        status,
        forkedFrom,
        sharedCount,
        messageCount,
        tokenUsage,
        openToolCalls,
        lastActiveAt,
        otherExpiresAt,
        deletedAt,
        createdAt,
        updatedAt);
  }
}
