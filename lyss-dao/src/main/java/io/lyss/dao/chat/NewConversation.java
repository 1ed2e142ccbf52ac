package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A conversation to be opened.
 *
 * @param id the conversation's id, from {@link Ids#next}
 * @param title 1 to 200 characters, not blank
 * @param settings the settings of its model
 * @param expiresAt the time from which it is not found; it is purged soon after
 */
public record NewConversation(
    UUID id, String title, ModelSettings settings, Optional<Instant> expiresAt) {

  public NewConversation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /** A conversation with {@linkplain ModelSettings#DEFAULT default} settings. */
  public static NewConversation of(String title) {
    return of(title, ModelSettings.DEFAULT);
  }

  /** A conversation with settings of its own. */
  public static NewConversation of(String title, ModelSettings settings) {
    return new NewConversation(Ids.next(), title, settings, Optional.empty());
  }

  /** The same under another id. */
  public NewConversation withId(UUID other) {
    return new NewConversation(other, title, settings, expiresAt);
  }

  /** The same as a temporary one: from a future time on it is not found, and it is purged. */
  public NewConversation expiringAt(Instant time) {
    return new NewConversation(id, title, settings, Optional.of(time));
  }
}
