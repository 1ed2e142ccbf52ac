package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A conversation to be forked from another.
 *
 * @param id the new conversation's id, from {@link Ids#next}; a repeated call with it opens nothing
 *     more
 * @param upToSequence the last message that it shares: from 0 to the last message
 * @param title 1 to 200 characters, not blank; empty for that of the other
 */
public record NewFork(UUID id, long upToSequence, Optional<String> title) {

  public NewFork {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
  }

  /** A conversation that continues after a message. */
  public static NewFork after(long sequence) {
    return new NewFork(Ids.next(), sequence, Optional.empty());
  }

  /**
   * A conversation that continues before a message, so that another one can take its place: an
   * edited one, or a new answer.
   */
  public static NewFork before(long sequence) {
    return after(sequence - 1);
  }

  /** The same with a title of its own. */
  public NewFork withTitle(String other) {
    return new NewFork(id, upToSequence, Optional.of(other));
  }
}
