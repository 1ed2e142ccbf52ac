package io.lyss.dao.platform;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A conversation to be opened.
 *
 * @param idempotencyKey the user has one conversation under it
 * @param providerId a provider that the user may use
 * @param title 1 to 200 characters, not blank
 * @param metadata data of the application, a JSON object
 * @param expiresAt from when on it is not found; it is purged soon after
 */
public record NewConversation(
    UUID idempotencyKey, int providerId, String title, Json metadata, Optional<Instant> expiresAt) {

  public NewConversation {
    Objects.requireNonNull(idempotencyKey, "idempotencyKey");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /** A conversation under a new key. */
  public static NewConversation of(int providerId, String title) {
    return new NewConversation(Ids.next(), providerId, title, Json.EMPTY, Optional.empty());
  }

  /** The same under a key of the caller's, made for instance of the id that it had elsewhere. */
  public NewConversation withIdempotencyKey(UUID key) {
    return new NewConversation(key, providerId, title, metadata, expiresAt);
  }

  /** The same with metadata. */
  public NewConversation withMetadata(Json other) {
    return new NewConversation(idempotencyKey, providerId, title, other, expiresAt);
  }

  /** The same as a temporary conversation, which expires at a given time. */
  public NewConversation expiringAt(Instant time) {
    return new NewConversation(idempotencyKey, providerId, title, metadata, Optional.of(time));
  }
}
