package io.lyss.dao.memory;

import io.lyss.dao.Ids;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Something to be remembered.
 *
 * @param id its id, from {@link Ids#next}
 * @param text what to remember; not blank, at most 10,000 characters
 * @param relevance how relevant it has proved to be, from 0 to 1
 * @param type what kind of thing it is
 * @param category a topic: 1 to 50 characters, no spaces around
 * @param source where it came from
 * @param sourceId the conversation, or what else it came from
 * @param importance from 1 to 100
 * @param agentId the agent that says it: 1 to 255 characters
 * @param runId the run of the agent, or session, in which it is said: 1 to 255 characters
 * @param validFrom the time before which it is not found
 * @param expiresAt the time from which it is not found; then it is {@linkplain
 *     MaintenanceDao#expire deleted}; after {@code validFrom}
 * @param spelling which spelling is kept if the user has a memory of the same text
 */
public record NewMemory(
    UUID id,
    String text,
    double relevance,
    MemoryType type,
    Optional<String> category,
    MemorySource source,
    Optional<UUID> sourceId,
    int importance,
    Optional<String> agentId,
    Optional<String> runId,
    Optional<Instant> validFrom,
    Optional<Instant> expiresAt,
    Spelling spelling) {

  public NewMemory {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(sourceId, "sourceId");
    Objects.requireNonNull(agentId, "agentId");
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(validFrom, "validFrom");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(spelling, "spelling");
  }

  /** A text from a chat, with importance 50, relevance 0 and no category, valid without end. */
  public static NewMemory of(String text) {
    return new NewMemory(
        Ids.next(),
        text,
        0,
        MemoryType.CONVERSATION,
        Optional.empty(),
        MemorySource.CHAT,
        Optional.empty(),
        50,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Spelling.KEPT);
  }

  /** The same with another relevance, from 0 to 1. */
  public NewMemory withRelevance(double value) {
    return with(value, type, category, importance);
  }

  /** The same with another type. */
  public NewMemory withType(MemoryType value) {
    return with(relevance, value, category, importance);
  }

  /** The same with a category. */
  public NewMemory withCategory(String value) {
    return with(relevance, type, Optional.of(value), importance);
  }

  /** The same with another importance, from 1 to 100. */
  public NewMemory withImportance(int value) {
    return with(relevance, type, category, value);
  }

  /** The same from another source. */
  public NewMemory from(MemorySource value) {
    return from(value, sourceId, agentId, runId);
  }

  /** The same from a conversation, or what else it came from. */
  public NewMemory from(MemorySource value, UUID valueId) {
    return from(value, Optional.of(valueId), agentId, runId);
  }

  /** The same, said by an agent. */
  public NewMemory byAgent(String value) {
    return from(source, sourceId, Optional.of(value), runId);
  }

  /** The same, said in a run of an agent, or in a session. */
  public NewMemory inRun(String value) {
    return from(source, sourceId, agentId, Optional.of(value));
  }

  /** The same, not found before a time. */
  public NewMemory validFrom(Instant value) {
    return valid(Optional.of(value), expiresAt, spelling);
  }

  /** The same, not found from a time on. */
  public NewMemory expiringAt(Instant value) {
    return valid(validFrom, Optional.of(value), spelling);
  }

  /** The same with the spelling that is kept if the user has a memory of the same text. */
  public NewMemory withSpelling(Spelling value) {
    return valid(validFrom, expiresAt, value);
  }

  private NewMemory with(
      double otherRelevance,
      MemoryType otherType,
      Optional<String> otherCategory,
      int otherImportance) {
    return new NewMemory(
        id,
        text,
        otherRelevance,
        otherType,
        otherCategory,
        source,
        sourceId,
        otherImportance,
        agentId,
        runId,
        validFrom,
        expiresAt,
        spelling);
  }

  private NewMemory from(
      MemorySource otherSource,
      Optional<UUID> otherSourceId,
      Optional<String> otherAgentId,
      Optional<String> otherRunId) {
    return new NewMemory(
        id,
        text,
        relevance,
        type,
        category,
        otherSource,
        otherSourceId,
        importance,
        otherAgentId,
        otherRunId,
        validFrom,
        expiresAt,
        spelling);
  }

  private NewMemory valid(
      Optional<Instant> otherValidFrom, Optional<Instant> otherExpiresAt, Spelling otherSpelling) {
    return new NewMemory(
        id,
        text,
        relevance,
        type,
        category,
        source,
        sourceId,
        importance,
        agentId,
        runId,
        otherValidFrom,
        otherExpiresAt,
        otherSpelling);
  }
}
