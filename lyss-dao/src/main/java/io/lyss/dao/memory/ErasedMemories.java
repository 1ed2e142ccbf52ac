package io.lyss.dao.memory;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;

/**
 * What was removed with a person.
 *
 * @param memories how many memories
 * @param associations how many associations
 * @param vectors how many vectors were published to be deleted
 */
public record ErasedMemories(long memories, long associations, long vectors) {

  static ErasedMemories read(Row row) throws SQLException {
    return new ErasedMemories(row.nextLong(), row.nextLong(), row.nextLong());
  }
}
