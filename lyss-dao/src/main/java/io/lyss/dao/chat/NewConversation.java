package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.UUID;

/**
 * A conversation to be opened.
 *
 * @param id identity, from {@link Ids#next}
 * @param title 1 to 200 characters, not blank
 * @param settings how its model is asked
 */
public record NewConversation(UUID id, String title, ModelSettings settings) {

  public NewConversation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(settings, "settings");
  }

  /** One with {@linkplain ModelSettings#DEFAULT default} settings. */
  public static NewConversation of(String title) {
    return of(title, ModelSettings.DEFAULT);
  }

  /** One with settings of its own. */
  public static NewConversation of(String title, ModelSettings settings) {
    return new NewConversation(Ids.next(), title, settings);
  }
}
