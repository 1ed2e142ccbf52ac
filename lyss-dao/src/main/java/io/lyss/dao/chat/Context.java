package io.lyss.dao.chat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model is given of a conversation.
 *
 * @param summary the latest summary; empty if there is none, or none that the budget allows
 * @param messages the last messages since, in their order, without tool calls that their answers do
 *     not follow at once, and without such answers: providers refuse them. Only a call at the end
 *     may wait for answers
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
