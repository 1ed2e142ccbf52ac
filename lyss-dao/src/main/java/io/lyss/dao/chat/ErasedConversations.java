package io.lyss.dao.chat;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;

/**
 * What has gone with a user.
 *
 * @param conversations how many conversations
 * @param messages how many messages had ever been appended to them
 */
public record ErasedConversations(long conversations, long messages) {

  static ErasedConversations read(Row row) throws SQLException {
    return new ErasedConversations(row.nextLong(), row.nextLong());
  }
}
