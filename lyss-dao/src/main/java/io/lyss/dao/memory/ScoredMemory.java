package io.lyss.dao.memory;

import io.lyss.dao.internal.Row;
import java.sql.SQLException;

/**
 * A memory that is like a question.
 *
 * @param memory the memory
 * @param score the score of its vector
 */
public record ScoredMemory(Memory memory, double score) {

  static ScoredMemory read(Row row) throws SQLException {
    return new ScoredMemory(Memory.read(row), row.nextDouble());
  }
}
