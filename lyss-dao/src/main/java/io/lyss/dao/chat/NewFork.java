package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A conversation to be forked from another.
 *
 * @param id the new conversation's id, from {@link Ids#next}; forked again under it, it is opened
 *     once
 * @param upToSequence the last message that it shares: 0 to the last one that there is
 * @param title 1 to 200 characters, not blank; empty for the other's
 */
public record NewFork(UUID id, long upToSequence, Optional<String> title) {

  public NewFork {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
  }

  /** A conversation that goes on after a message. */
  public static NewFork after(long sequence) {
    return new NewFork(Ids.next(), sequence, Optional.empty());
  }

  /**
   * A conversation in which another message takes the place of one: what was edited, or answered
   * anew.
   */
  public static NewFork before(long sequence) {
    return after(sequence - 1);
  }

  /** The same with a title of its own. */
  public NewFork withTitle(String other) {
    return new NewFork(id, upToSequence, Optional.of(other));
  }
}
