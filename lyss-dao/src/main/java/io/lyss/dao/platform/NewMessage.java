package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.util.Objects;

/**
 * A message to be appended.
 *
 * @param role who speaks
 * @param content what is said; its first 131,072 characters can be searched
 * @param metadata what the application keeps with it, a JSON object
 */
public record NewMessage(MessageRole role, String content, Json metadata) {

  public NewMessage {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(metadata, "metadata");
  }

  /** One without metadata. */
  public static NewMessage of(MessageRole role, String content) {
    return new NewMessage(role, content, Json.EMPTY);
  }
}
