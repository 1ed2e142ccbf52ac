package io.lyss.dao.chat;

import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * A summary of a conversation up to one of its messages.
 *
 * @param id identity
 * @param text the summary
 * @param type who wrote it
 * @param upToSequence the last message that it covers
 * @param createdAt when it was added
 */
public record Summary(
    UUID id, String text, SummaryType type, long upToSequence, Instant createdAt) {

  static Summary read(Row row) throws SQLException {
    return new Summary(
        row.nextUuid(),
        row.nextString(),
        Sql.constant(SummaryType.class, row.nextString()),
        row.nextLong(),
        row.nextInstant());
  }
}
