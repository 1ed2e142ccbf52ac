package io.lyss.dao.memory;

import java.util.List;
import org.jooq.exception.DataAccessException;

/** Runs the host's own SQL in a scope. */
final class OwnSql {

  private static final String PATH = "set local search_path = lyss_memory";

  private OwnSql() {}

  /** The first column of the rows of a statement. */
  static List<String> rows(MemorySession session, String sql) {
    return session.withJooq(
        jooq -> {
          jooq.execute(PATH);
          return jooq.fetch(sql).getValues(0, String.class);
        });
  }

  /** The SQLSTATE of a statement; 00000 if it succeeds. */
  static String stateOf(MemorySession session, String sql) {
    try {
      session.<Integer, RuntimeException>withJooq(
          jooq -> {
            jooq.execute(PATH);
            return jooq.execute(sql);
          });
      return "00000";
    } catch (DataAccessException e) {
      return e.sqlState();
    }
  }
}
