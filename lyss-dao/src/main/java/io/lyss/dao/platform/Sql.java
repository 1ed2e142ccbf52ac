package io.lyss.dao.platform;

import static io.lyss.dao.internal.Argument.arg;

import io.lyss.dao.Cursor;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedStatement;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/** What the statements of the platform database have in common. */
final class Sql {

  /** Before the first row of a list that goes from new to old. */
  private static final Cursor NEWEST = new Cursor(Instant.MAX, Long.MAX_VALUE);

  /** Before the first row of a list that goes from old to new, or up the ids. */
  private static final Cursor OLDEST = new Cursor(Instant.MIN, 0);

  private Sql() {}

  static ScopedStatement statement(Supplier<Query> query) {
    return new ScopedStatement(Platform.DEFAULT_SCHEMA, query);
  }

  static Param<Integer> intArg(int position) {
    return arg(position, SQLDataType.INTEGER);
  }

  static Param<Long> longArg(int position) {
    return arg(position, SQLDataType.BIGINT);
  }

  static Param<String> textArg(int position) {
    return arg(position, SQLDataType.CLOB);
  }

  static Param<Instant> instantArg(int position) {
    return arg(position, SQLDataType.INSTANT);
  }

  static Param<JSONB> jsonArg(int position) {
    return arg(position, SQLDataType.JSONB);
  }

  static Param<Integer[]> intsArg(int position) {
    return arg(position, SQLDataType.INTEGER.array());
  }

  /** An enum as its column has it. */
  static String column(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> E constant(Class<E> type, String column) {
    return Enum.valueOf(type, column.toUpperCase(Locale.ROOT));
  }

  /** Where a list that goes up integer ids goes on; another list's cursor may be beyond them. */
  static int afterId(PageRequest page) {
    return (int) Math.max(0, Math.min(oldestFirst(page).id(), Integer.MAX_VALUE));
  }

  static Cursor newestFirst(PageRequest page) {
    return page.after().orElse(NEWEST);
  }

  static Cursor oldestFirst(PageRequest page) {
    return page.after().orElse(OLDEST);
  }

  /** One more than the page holds, which tells whether there is a next one. */
  static int limit(PageRequest page) {
    return page.size() + 1;
  }

  /**
   * @param what the call, for the message
   * @throws ScopeDeniedException in a system scope
   */
  static int user(Scope scope, String what) {
    if (scope instanceof Scope.User user) {
      return user.userId();
    }
    throw new ScopeDeniedException(
        what + " is a user's own: ask for it in a session as that user, not in a system scope",
        null);
  }
}
