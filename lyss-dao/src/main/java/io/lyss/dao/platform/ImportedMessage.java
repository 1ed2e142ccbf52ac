package io.lyss.dao.platform;

import java.time.Instant;
import java.util.Objects;

/**
 * A message that was written elsewhere, to be imported.
 *
 * @param message the message; where it had an id of its own, {@link
 *     java.util.UUID#nameUUIDFromBytes} makes a key of that which is the same each time
 * @param writtenAt when it was written: not before what stands before it, and not in the future
 */
public record ImportedMessage(NewMessage message, Instant writtenAt) {

  public ImportedMessage {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(writtenAt, "writtenAt");
  }
}
