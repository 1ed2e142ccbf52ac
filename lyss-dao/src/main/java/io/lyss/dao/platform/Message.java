package io.lyss.dao.platform;

import io.lyss.dao.Json;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A message of a conversation.
 *
 * @param id identity
 * @param conversationId the conversation
 * @param role who speaks
 * @param content what is said
 * @param metadata what the application keeps with it, a JSON object
 * @param createdAt when it was written
 */
public record Message(
    long id,
    long conversationId,
    MessageRole role,
    String content,
    Json metadata,
    Instant createdAt) {

  static Message read(Row row) throws SQLException {
    return new Message(
        row.nextLong(),
        row.nextLong(),
        Sql.constant(MessageRole.class, row.nextString()),
        row.nextString(),
        row.nextJson(),
        row.nextInstant());
  }
}
