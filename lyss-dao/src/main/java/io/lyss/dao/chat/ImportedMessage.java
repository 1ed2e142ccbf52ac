package io.lyss.dao.chat;

import java.time.Instant;
import java.util.Objects;

/**
 * A message that was written elsewhere, to be imported.
 *
 * @param message the message; if it had an id elsewhere, {@link java.util.UUID#nameUUIDFromBytes}
 *     makes a UUID from that, which is the same each time
 * @param writtenAt when it was written: not earlier than the message before it, and not in the
 *     future
 */
public record ImportedMessage(NewMessage message, Instant writtenAt) {

  public ImportedMessage {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(writtenAt, "writtenAt");
  }
}
