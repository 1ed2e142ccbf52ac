package io.lyss.dao.platform;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The tokens and the cost of one request.
 *
 * @param userId who made it
 * @param providerId who served it
 * @param conversationId the conversation it belongs to, one of the user's
 * @param tokens input and output tokens together; not negative
 * @param cost in the organisation's currency; not negative, at most 12 digits before the point,
 *     rounded to 8 after it
 * @param recordedAt when; empty for now
 */
public record NewUsage(
    int userId,
    int providerId,
    OptionalLong conversationId,
    int tokens,
    BigDecimal cost,
    Optional<Instant> recordedAt) {

  public NewUsage {
    Objects.requireNonNull(conversationId, "conversationId");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(recordedAt, "recordedAt");
  }

  /** Usage in a conversation, now. */
  public static NewUsage of(Conversation conversation, int tokens, BigDecimal cost) {
    return new NewUsage(
        conversation.userId(),
        conversation.providerId(),
        OptionalLong.of(conversation.id()),
        tokens,
        cost,
        Optional.empty());
  }
}
