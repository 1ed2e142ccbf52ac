package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.TokenCounts;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What a request with a reservation has used.
 *
 * @param id the id of its usage record, from {@link Ids#next}
 * @param amount of the quota of token and channel; 0 to 10<sup>12</sup>
 * @param counts tokens by kind; in and out 10<sup>12</sup> each at most
 * @param outcome how the request ended
 * @param groupId the group that it was made for
 * @param conversationId the conversation that it belongs to
 * @param currency of the cost, by the code of ISO 4217; a cost needs one
 * @param cost what it cost; empty if it is to be computed from the stored prices
 * @param timeToFirstTokenMs milliseconds until the answer began
 * @param durationMs milliseconds until it was complete
 * @param tags by which the host wants to find it: an object of texts
 */
public record Consumption(
    UUID id,
    long amount,
    TokenCounts counts,
    RequestOutcome outcome,
    Optional<UUID> groupId,
    Optional<UUID> conversationId,
    Optional<String> currency,
    Optional<BigDecimal> cost,
    OptionalInt timeToFirstTokenMs,
    OptionalInt durationMs,
    Json tags) {

  public Consumption {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(counts, "counts");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(groupId, "groupId");
    Objects.requireNonNull(conversationId, "conversationId");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(timeToFirstTokenMs, "timeToFirstTokenMs");
    Objects.requireNonNull(durationMs, "durationMs");
    Objects.requireNonNull(tags, "tags");
  }

  /**
   * The tokens of an answered request. Their sum is the amount; the cost is computed from the
   * stored prices.
   */
  public static Consumption of(TokenCounts counts) {
    return new Consumption(
        Ids.next(),
        Math.addExact(counts.input(), counts.output()),
        counts,
        RequestOutcome.OK,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Json.EMPTY);
  }

  /** Tokens in and out of an answered request, and what they cost. Their sum is the amount. */
  public static Consumption ofTokens(
      long prompt, long completion, String currency, BigDecimal cost) {
    return of(new TokenCounts(Map.of("input", prompt, "output", completion)))
        .withCost(currency, cost);
  }

  /**
   * The same under an id of the caller, so that the call can be repeated. The id's time is the
   * request's.
   */
  public Consumption withId(UUID other) {
    return new Consumption(
        other,
        amount,
        counts,
        outcome,
        groupId,
        conversationId,
        currency,
        cost,
        timeToFirstTokenMs,
        durationMs,
        tags);
  }

  /** The same with another amount of the quota. */
  public Consumption withAmount(long other) {
    return with(other, outcome, groupId, conversationId, currency, cost, tags);
  }

  /** The same with another outcome. */
  public Consumption withOutcome(RequestOutcome other) {
    return with(amount, other, groupId, conversationId, currency, cost, tags);
  }

  /** The same, made for a group. */
  public Consumption withGroup(UUID group) {
    return with(amount, outcome, Optional.of(group), conversationId, currency, cost, tags);
  }

  /** The same, of a conversation. */
  public Consumption withConversation(UUID conversation) {
    return with(amount, outcome, groupId, Optional.of(conversation), currency, cost, tags);
  }

  /** The same at a cost that the host knows. */
  public Consumption withCost(String code, BigDecimal told) {
    return with(
        amount, outcome, groupId, conversationId, Optional.of(code), Optional.of(told), tags);
  }

  /** The same with tags. */
  public Consumption withTags(Json other) {
    return with(amount, outcome, groupId, conversationId, currency, cost, other);
  }

  /** The same with how long the answer took. */
  public Consumption withTiming(int firstTokenMs, int completeMs) {
    return new Consumption(
        id,
        amount,
        counts,
        outcome,
        groupId,
        conversationId,
        currency,
        cost,
        OptionalInt.of(firstTokenMs),
        OptionalInt.of(completeMs),
        tags);
  }

  private Consumption with(
      long otherAmount,
      RequestOutcome otherOutcome,
      Optional<UUID> otherGroup,
      Optional<UUID> otherConversation,
      Optional<String> otherCurrency,
      Optional<BigDecimal> otherCost,
      Json otherTags) {
    return new Consumption(
        id,
        otherAmount,
        counts,
        otherOutcome,
        otherGroup,
        otherConversation,
        otherCurrency,
        otherCost,
        timeToFirstTokenMs,
        durationMs,
        otherTags);
  }
}
