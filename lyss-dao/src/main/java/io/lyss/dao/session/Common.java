package io.lyss.dao.session;

import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.jooq.LyssUser;
import java.util.function.Supplier;
import org.jooq.Query;

/**
 * Statements about what all databases, or all service databases, have alike: written once, with the
 * code that one of them has generated, and rendered for the schema of each.
 */
final class Common {

  private Common() {}

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(LyssUser.LYSS_USER.getName(), row, query);
  }
}
