package io.lyss.dao.session;

import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.jooq.LyssUser;
import java.util.function.Supplier;
import org.jooq.Query;

/**
 * Makes statements on tables and functions that several databases have: written once, over the
 * generated code of one of them, and rendered for the schema of each.
 */
final class Common {

  private Common() {}

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(LyssUser.LYSS_USER.getName(), row, query);
  }
}
