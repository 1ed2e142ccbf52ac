package io.lyss.dao.platform;

import java.time.Instant;
import java.util.Objects;

/**
 * A message that was written elsewhere, to be imported.
 *
 * @param message the message; of an id that it had elsewhere, {@link
 *     java.util.UUID#nameUUIDFromBytes} makes the same key each time
 * @param writtenAt when it was written: not before the message before it, and not in the future
 */
public record ImportedMessage(NewMessage message, Instant writtenAt) {

  public ImportedMessage {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(writtenAt, "writtenAt");
  }
}
