package io.lyss.dao.platform;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.TokenCounts;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The tokens and the cost of one request.
 *
 * @param id from {@link Ids#next} when the request was made, or {@link Ids#at}; its time is the
 *     request's. A request that is recorded again counts once
 * @param userId who made it
 * @param providerId who served it
 * @param conversationId the conversation it belongs to, one of the user's
 * @param model the model, by the name that the request used
 * @param outcome how it ended
 * @param tokens input and output tokens together, not negative; empty for the sum of the counts
 * @param counts tokens by kind
 * @param currency of the cost, by the code of ISO 4217; empty for the organisation's
 * @param cost not negative, at most 12 digits before the point, rounded to 8 after it; empty:
 *     computed from the stored prices
 * @param timeToFirstTokenMs milliseconds until the answer began
 * @param durationMs milliseconds until it was complete
 * @param tags by which the host finds it: a JSON object of texts
 */
public record NewUsage(
    UUID id,
    int userId,
    int providerId,
    OptionalLong conversationId,
    Optional<String> model,
    RequestOutcome outcome,
    OptionalInt tokens,
    TokenCounts counts,
    Optional<String> currency,
    Optional<BigDecimal> cost,
    OptionalInt timeToFirstTokenMs,
    OptionalInt durationMs,
    Json tags) {

  public NewUsage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(conversationId, "conversationId");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(counts, "counts");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(timeToFirstTokenMs, "timeToFirstTokenMs");
    Objects.requireNonNull(durationMs, "durationMs");
    Objects.requireNonNull(tags, "tags");
  }

  /** A request made now and answered, with its cost. */
  public static NewUsage of(int userId, int providerId, int tokens, BigDecimal cost) {
    return of(userId, providerId, Optional.empty(), TokenCounts.NONE)
        .withTokens(tokens)
        .withCost(cost);
  }

  /** A request made now and answered; its cost is computed from the model's price. */
  public static NewUsage of(int userId, int providerId, String model, TokenCounts counts) {
    return of(userId, providerId, Optional.of(model), counts);
  }

  /** A request made now and answered in a conversation, with its cost. */
  public static NewUsage of(Conversation conversation, int tokens, BigDecimal cost) {
    return of(conversation.userId(), conversation.providerId(), tokens, cost)
        .withConversation(conversation.id());
  }

  private static NewUsage of(
      int userId, int providerId, Optional<String> model, TokenCounts counts) {
    return new NewUsage(
        Ids.next(),
        userId,
        providerId,
        OptionalLong.empty(),
        model,
        RequestOutcome.OK,
        OptionalInt.empty(),
        counts,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Json.EMPTY);
  }

  /** The same with an id of the caller; usage counts once by its id. */
  public NewUsage withId(UUID other) {
    return new NewUsage(
        other,
        userId,
        providerId,
        conversationId,
        model,
        outcome,
        tokens,
        counts,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same, in a conversation. */
  public NewUsage withConversation(long conversation) {
    return new NewUsage(
        id,
        userId,
        providerId,
        OptionalLong.of(conversation),
        model,
        outcome,
        tokens,
        counts,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with another outcome. */
  public NewUsage withOutcome(RequestOutcome other) {
    return new NewUsage(
        id,
        userId,
        providerId,
        conversationId,
        model,
        other,
        tokens,
        counts,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with another number of tokens. */
  public NewUsage withTokens(int other) {
    return new NewUsage(
        id,
        userId,
        providerId,
        conversationId,
        model,
        outcome,
        OptionalInt.of(other),
        counts,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with a cost from the caller; then none is computed. */
  public NewUsage withCost(BigDecimal told) {
    return new NewUsage(
        id,
        userId,
        providerId,
        conversationId,
        model,
        outcome,
        tokens,
        counts,
        currency,
        Optional.of(told),
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with another currency, such as USD. */
  public NewUsage withCurrency(String code) {
    return new NewUsage(
        id,
        userId,
        providerId,
        conversationId,
        model,
        outcome,
        tokens,
        counts,
        Optional.of(code),
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with the milliseconds to the first token and to the end. */
  public NewUsage withTiming(int firstTokenMs, int completeMs) {
    return new NewUsage(
        id,
        userId,
        providerId,
        conversationId,
        model,
        outcome,
        tokens,
        counts,
        currency,
        cost,
        OptionalInt.of(firstTokenMs),
        OptionalInt.of(completeMs),
        tags);
  }

  /** The same with other tags. */
  public NewUsage withTags(Json other) {
    return new NewUsage(
        id,
        userId,
        providerId,
        conversationId,
        model,
        outcome,
        tokens,
        counts,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        other);
  }
}
