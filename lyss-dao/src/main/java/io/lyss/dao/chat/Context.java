package io.lyss.dao.chat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The part of a conversation that is given to a model.
 *
 * @param summary the latest summary; empty if there is none, or if the budget does not allow it
 * @param messages the last messages since, in their order, without tool calls whose answers do not
 *     follow at once, and without those answers, because providers refuse them. Only a call at the
 *     end may wait for answers
 */
public record Context(Optional<Summary> summary, List<Message> messages) {

  public Context {
    Objects.requireNonNull(summary, "summary");
    messages = List.copyOf(messages);
  }

  static Context of(List<Part> parts) {
    return new Context(
        parts.stream().flatMap(part -> part.summary.stream()).findFirst(),
        parts.stream().flatMap(part -> part.message.stream()).toList());
  }

  /** A row of the answer: the summary, or a message. */
  record Part(Optional<Summary> summary, Optional<Message> message) {}
}
