package io.lyss.dao.session;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.jooq.LyssUser;
import java.math.BigDecimal;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;

/**
 * Makes statements on tables and functions that several databases have. Each is written once, over
 * the generated code of one database, and rendered for the schema of each.
 */
final class Common {

  private Common() {}

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(LyssUser.LYSS_USER.getName(), row, query);
  }

  /** An interval column of a row, under its own name, as it is read into a duration. */
  static Function<Table<?>, Field<?>> seconds(String interval) {
    return table ->
        field("extract(epoch from {0})", BigDecimal.class, field(name(interval))).as(interval);
  }
}
