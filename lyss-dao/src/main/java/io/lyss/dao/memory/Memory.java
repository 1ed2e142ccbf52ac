package io.lyss.dao.memory;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that the assistant remembers of a user.
 *
 * @param tenantId the tenant
 * @param id the memory's id
 * @param userId the owner, whom it is about: nobody else sees it
 * @param text what is remembered
 * @param embeddingId the id of its vector in the vector database; empty while it has none
 * @param relevance how relevant it has proved to be, from 0 to 1
 * @param type what kind of thing it is
 * @param category a topic, such as {@code work}
 * @param source where it came from
 * @param sourceId the conversation, or what else it came from
 * @param status whether it is in use
 * @param importance from 1 to 100
 * @param agentId the agent that said it
 * @param runId the run of the agent, or session, in which it was said
 * @param validFrom the time before which it is not found
 * @param expiresAt the time from which it is not found
 * @param version how many texts it has had, including this one
 * @param supersededBy the memory that replaces it, which may be gone since; only if it is
 *     superseded
 * @param createdAt when it was first remembered
 * @param updatedAt when it was last changed, apart from its vector
 */
public record Memory(
    UUID tenantId,
    UUID id,
    UUID userId,
    String text,
    Optional<String> embeddingId,
    double relevance,
    MemoryType type,
    Optional<String> category,
    MemorySource source,
    Optional<UUID> sourceId,
    MemoryStatus status,
    int importance,
    Optional<String> agentId,
    Optional<String> runId,
    Optional<Instant> validFrom,
    Optional<Instant> expiresAt,
    int version,
    Optional<UUID> supersededBy,
    Instant createdAt,
    Instant updatedAt) {

  /** The same with another text; not blank. */
  public Memory withText(String other) {
    return with(other, relevance, type, category, importance);
  }

  /** The same with another relevance, from 0 to 1. */
  public Memory withRelevance(double value) {
    return with(text, value, type, category, importance);
  }

  /** The same with another type. */
  public Memory withType(MemoryType other) {
    return with(text, relevance, other, category, importance);
  }

  /** The same with a category: 1 to 50 characters, no spaces around; null for none. */
  public Memory withCategory(@Nullable String other) {
    return with(text, relevance, type, Optional.ofNullable(other), importance);
  }

  /** The same with another importance, from 1 to 100. */
  public Memory withImportance(int value) {
    return with(text, relevance, type, category, value);
  }

  /** The same, said by another agent; null for none. */
  public Memory byAgent(@Nullable String other) {
    return with(Optional.ofNullable(other), runId, validFrom, expiresAt);
  }

  /** The same, said in another run; null for none. */
  public Memory inRun(@Nullable String other) {
    return with(agentId, Optional.ofNullable(other), validFrom, expiresAt);
  }

  /** The same, not found before a time; null for no such time. */
  public Memory withValidFrom(@Nullable Instant other) {
    return with(agentId, runId, Optional.ofNullable(other), expiresAt);
  }

  /** The same, not found from a time on; null for no such time. */
  public Memory withExpiresAt(@Nullable Instant other) {
    return with(agentId, runId, validFrom, Optional.ofNullable(other));
  }

  private Memory with(
      String otherText,
      double otherRelevance,
      MemoryType otherType,
      Optional<String> otherCategory,
      int otherImportance) {
    return new Memory(
        tenantId,
        id,
        userId,
        otherText,
        embeddingId,
        otherRelevance,
        otherType,
        otherCategory,
        source,
        sourceId,
        status,
        otherImportance,
        agentId,
        runId,
        validFrom,
        expiresAt,
        version,
        supersededBy,
        createdAt,
        updatedAt);
  }

  private Memory with(
      Optional<String> otherAgentId,
      Optional<String> otherRunId,
      Optional<Instant> otherValidFrom,
      Optional<Instant> otherExpiresAt) {
    return new Memory(
        tenantId,
        id,
        userId,
        text,
        embeddingId,
        relevance,
        type,
        category,
        source,
        sourceId,
        status,
        importance,
        otherAgentId,
        otherRunId,
        otherValidFrom,
        otherExpiresAt,
        version,
        supersededBy,
        createdAt,
        updatedAt);
  }
}
