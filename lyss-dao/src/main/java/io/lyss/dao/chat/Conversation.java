package io.lyss.dao.chat;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A conversation of one user with a model.
 *
 * @param id identity
 * @param userId the owner: nobody else sees it
 * @param title 1 to 200 characters
 * @param settings how its model is asked
 * @param status what can be done with it
 * @param messageCount how many messages were appended: the sequence of the last one
 * @param tokenUsage the tokens of all messages that were appended
 * @param openToolCalls the ids of tool calls that were made and not answered yet
 * @param lastActiveAt when the last message was written; when it was opened where there is none
 * @param deletedAt since when it is deleted
 * @param createdAt when it was opened
 * @param updatedAt when title, settings or status were changed last
 */
public record Conversation(
    UUID id,
    UUID userId,
    String title,
    ModelSettings settings,
    ConversationStatus status,
    long messageCount,
    long tokenUsage,
    List<String> openToolCalls,
    Instant lastActiveAt,
    Optional<Instant> deletedAt,
    Instant createdAt,
    Instant updatedAt) {

  public Conversation {
    openToolCalls = List.copyOf(openToolCalls);
  }

  static Conversation read(Row row) throws SQLException {
    return new Conversation(
        row.nextUuid(),
        row.nextUuid(),
        row.nextString(),
        new ModelSettings(
            row.nextOptionalString(),
            row.nextOptionalUuid(),
            row.nextOptionalString(),
            row.nextDouble(),
            row.nextInt()),
        Sql.constant(ConversationStatus.class, row.nextString()),
        row.nextLong(),
        row.nextLong(),
        row.nextTexts(),
        row.nextInstant(),
        row.nextOptionalInstant(),
        row.nextInstant(),
        row.nextInstant());
  }
}
