package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of one user with one provider.
 *
 * @param id the conversation's id
 * @param userId the owner; nobody else sees it
 * @param providerId the provider it was opened with
 * @param title 1 to 200 characters
 * @param metadata data of the application, a JSON object
 * @param messageCount how many messages it has: the sequence of the last one
 * @param lastActiveAt when the last message was written; if there is none, when it was opened
 * @param expiresAt from when on it is not found; it is purged soon after
 * @param createdAt when it was opened; for an imported conversation, when its first message was
 *     written
 * @param updatedAt when title, metadata or expiry were changed last
 */
public record Conversation(
    long id,
    int userId,
    int providerId,
    String title,
    Json metadata,
    long messageCount,
    Instant lastActiveAt,
    Optional<Instant> expiresAt,
    Instant createdAt,
    Instant updatedAt) {

  /** The same with another title, to be given to update. */
  public Conversation withTitle(String other) {
    return with(other, metadata, expiresAt);
  }

  /** The same with other metadata, to be given to update. */
  public Conversation withMetadata(Json other) {
    return with(title, other, expiresAt);
  }

  /** The same with another time at which it expires; null for none. */
  public Conversation withExpiresAt(@Nullable Instant other) {
    return with(title, metadata, Optional.ofNullable(other));
  }

  private Conversation with(
      String otherTitle, Json otherMetadata, Optional<Instant> otherExpiresAt) {
    return new Conversation(
        id,
        userId,
        providerId,
        otherTitle,
        otherMetadata,
        messageCount,
        lastActiveAt,
        otherExpiresAt,
        createdAt,
        updatedAt);
  }
}
