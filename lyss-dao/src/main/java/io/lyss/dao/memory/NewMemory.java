package io.lyss.dao.memory;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Something to be remembered.
 *
 * @param id its id, from {@link Ids#next}
 * @param text what to remember; not blank. Its first 131,072 characters are searched
 * @param relevance how relevant it has proved to be, from 0 to 1
 * @param type what kind of thing it is
 * @param category a topic: 1 to 50 characters, no spaces around
 * @param source where it came from
 * @param sourceId the conversation, or what else it came from
 * @param importance from 1 to 100
 */
public record NewMemory(
    UUID id,
    String text,
    double relevance,
    MemoryType type,
    Optional<String> category,
    MemorySource source,
    Optional<UUID> sourceId,
    int importance) {

  public NewMemory {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(sourceId, "sourceId");
  }

  /** A text from a chat, with importance 50, relevance 0 and no category. */
  public static NewMemory of(String text) {
    return new NewMemory(
        Ids.next(),
        text,
        0,
        MemoryType.CONVERSATION,
        Optional.empty(),
        MemorySource.CHAT,
        Optional.empty(),
        50);
  }

  /** The same with another relevance, from 0 to 1. */
  public NewMemory withRelevance(double value) {
    return new NewMemory(id, text, value, type, category, source, sourceId, importance);
  }

  /** The same with another type. */
  public NewMemory withType(MemoryType value) {
    return new NewMemory(id, text, relevance, value, category, source, sourceId, importance);
  }

  /** The same with a category. */
  public NewMemory withCategory(String value) {
    return new NewMemory(
        id, text, relevance, type, Optional.of(value), source, sourceId, importance);
  }

  /** The same from another source. */
  public NewMemory from(MemorySource value) {
    return new NewMemory(id, text, relevance, type, category, value, sourceId, importance);
  }

  /** The same from a conversation, or what else it came from. */
  public NewMemory from(MemorySource value, UUID valueId) {
    return new NewMemory(
        id, text, relevance, type, category, value, Optional.of(valueId), importance);
  }

  /** The same with another importance, from 1 to 100. */
  public NewMemory withImportance(int value) {
    return new NewMemory(id, text, relevance, type, category, source, sourceId, value);
  }
}
