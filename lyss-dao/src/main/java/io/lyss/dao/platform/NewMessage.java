package io.lyss.dao.platform;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import java.util.Objects;
import java.util.UUID;

/**
 * A message to be appended.
 *
 * @param idempotencyKey a message appended again under the same key is stored once
 * @param role who speaks
 * @param content what is said; its first 131,072 characters can be searched. It shows nothing only
 *     where {@code metadata} names what a model reads in its place
 * @param metadata data of the application, a JSON object. A message without a text has in it an
 *     array {@code "attachments"}, {@code "files"}, {@code "parts"} or {@code "tool_calls"} that is
 *     not empty
 */
public record NewMessage(UUID idempotencyKey, MessageRole role, String content, Json metadata) {

  public NewMessage {
    Objects.requireNonNull(idempotencyKey, "idempotencyKey");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(metadata, "metadata");
  }

  /** A message without metadata, under a new key. */
  public static NewMessage of(MessageRole role, String content) {
    return new NewMessage(Ids.next(), role, content, Json.EMPTY);
  }

  /** The same message with metadata. */
  public NewMessage withMetadata(Json other) {
    return new NewMessage(idempotencyKey, role, content, other);
  }

  /** The same message under a key of the caller's, such as the id of its own request. */
  public NewMessage withIdempotencyKey(UUID key) {
    return new NewMessage(key, role, content, metadata);
  }
}
