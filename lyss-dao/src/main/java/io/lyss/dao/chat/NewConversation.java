package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.UUID;

/**
 * A conversation to be opened.
 *
 * @param id the conversation's id, from {@link Ids#next}
 * @param title 1 to 200 characters, not blank
 * @param settings the settings of its model
 */
public record NewConversation(UUID id, String title, ModelSettings settings) {

  public NewConversation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(settings, "settings");
  }

  /** A conversation with {@linkplain ModelSettings#DEFAULT default} settings. */
  public static NewConversation of(String title) {
    return of(title, ModelSettings.DEFAULT);
  }

  /** A conversation with settings of its own. */
  public static NewConversation of(String title, ModelSettings settings) {
    return new NewConversation(Ids.next(), title, settings);
  }
}
