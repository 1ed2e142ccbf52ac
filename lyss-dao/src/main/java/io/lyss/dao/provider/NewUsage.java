package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.TokenCounts;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What a request without a reservation has used.
 *
 * @param id from {@link Ids#next} when the request was made, or {@link Ids#at}; its time is the
 *     request's. Recorded again, it still counts once
 * @param userId who made it
 * @param tokenId the token that it came with
 * @param channelId the channel that served it
 * @param groupId the group that it was made for
 * @param conversationId the conversation that it belongs to
 * @param model the model, by the name that the request used
 * @param outcome how it ended
 * @param counts tokens by kind; in and out 10<sup>12</sup> each at most
 * @param amount of the quota; 0 to 10<sup>12</sup>
 * @param currency of the cost, by the code of ISO 4217; a cost needs one
 * @param cost what it cost; empty if it is to be computed from the stored prices
 * @param timeToFirstTokenMs milliseconds until the answer began
 * @param durationMs milliseconds until it was complete
 * @param tags by which the host wants to find it: an object of texts
 */
public record NewUsage(
    UUID id,
    UUID userId,
    Optional<UUID> tokenId,
    UUID channelId,
    Optional<UUID> groupId,
    Optional<UUID> conversationId,
    String model,
    RequestOutcome outcome,
    TokenCounts counts,
    long amount,
    Optional<String> currency,
    Optional<BigDecimal> cost,
    OptionalInt timeToFirstTokenMs,
    OptionalInt durationMs,
    Json tags) {

  public NewUsage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(tokenId, "tokenId");
    Objects.requireNonNull(channelId, "channelId");
    Objects.requireNonNull(groupId, "groupId");
    Objects.requireNonNull(conversationId, "conversationId");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(counts, "counts");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(timeToFirstTokenMs, "timeToFirstTokenMs");
    Objects.requireNonNull(durationMs, "durationMs");
    Objects.requireNonNull(tags, "tags");
  }

  /** A request that was answered now. Its amount is the sum of its tokens. */
  public static NewUsage of(UUID userId, UUID channelId, String model, TokenCounts counts) {
    return new NewUsage(
        Ids.next(),
        userId,
        Optional.empty(),
        channelId,
        Optional.empty(),
        Optional.empty(),
        model,
        RequestOutcome.OK,
        counts,
        Math.addExact(counts.input(), counts.output()),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Json.EMPTY);
  }

  /** The same with an id of the caller. Usage counts once for each id. */
  public NewUsage withId(UUID other) {
    return new NewUsage(
        other,
        userId,
        tokenId,
        channelId,
        groupId,
        conversationId,
        model,
        outcome,
        counts,
        amount,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same, paid for by a token. */
  public NewUsage withToken(UUID token) {
    return new NewUsage(
        id,
        userId,
        Optional.of(token),
        channelId,
        groupId,
        conversationId,
        model,
        outcome,
        counts,
        amount,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same, for a group. */
  public NewUsage withGroup(UUID group) {
    return new NewUsage(
        id,
        userId,
        tokenId,
        channelId,
        Optional.of(group),
        conversationId,
        model,
        outcome,
        counts,
        amount,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same, caused in a conversation. */
  public NewUsage withConversation(UUID conversation) {
    return new NewUsage(
        id,
        userId,
        tokenId,
        channelId,
        groupId,
        Optional.of(conversation),
        model,
        outcome,
        counts,
        amount,
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
        tokenId,
        channelId,
        groupId,
        conversationId,
        model,
        other,
        counts,
        amount,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with an amount in the host's own unit. */
  public NewUsage withAmount(long other) {
    return new NewUsage(
        id,
        userId,
        tokenId,
        channelId,
        groupId,
        conversationId,
        model,
        outcome,
        counts,
        other,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with a cost from the caller; then none is computed. */
  public NewUsage withCost(String code, BigDecimal told) {
    return new NewUsage(
        id,
        userId,
        tokenId,
        channelId,
        groupId,
        conversationId,
        model,
        outcome,
        counts,
        amount,
        Optional.of(code),
        Optional.of(told),
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with the milliseconds to the first token and to the end. */
  public NewUsage withTiming(int firstTokenMs, int completeMs) {
    return new NewUsage(
        id,
        userId,
        tokenId,
        channelId,
        groupId,
        conversationId,
        model,
        outcome,
        counts,
        amount,
        currency,
        cost,
        OptionalInt.of(firstTokenMs),
        OptionalInt.of(completeMs),
        tags);
  }

  /** The same with tags of the caller. */
  public NewUsage withTags(Json other) {
    return new NewUsage(
        id,
        userId,
        tokenId,
        channelId,
        groupId,
        conversationId,
        model,
        outcome,
        counts,
        amount,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        other);
  }
}
