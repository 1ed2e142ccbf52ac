package io.lyss.dao.internal;

import static io.lyss.dao.internal.Argument.arg;

import io.lyss.dao.Cursor;
import io.lyss.dao.PageRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.types.YearToSecond;

/** What the statements of all databases have in common. */
public final class Sql {

  /** Before the first row of a list that goes from new to old. */
  private static final Cursor NEWEST = new Cursor(Instant.MAX, new UUID(-1, Long.MAX_VALUE));

  /** Before the first row of a list that goes from old to new, or up the ids. */
  private static final Cursor OLDEST = new Cursor(Instant.MIN, 0);

  private Sql() {}

  public static Param<Integer> intArg(int position) {
    return arg(position, SQLDataType.INTEGER);
  }

  public static Param<Long> longArg(int position) {
    return arg(position, SQLDataType.BIGINT);
  }

  public static Param<String> textArg(int position) {
    return arg(position, SQLDataType.CLOB);
  }

  public static Param<Instant> instantArg(int position) {
    return arg(position, SQLDataType.INSTANT);
  }

  public static Param<JSONB> jsonArg(int position) {
    return arg(position, SQLDataType.JSONB);
  }

  public static Param<Boolean> booleanArg(int position) {
    return arg(position, SQLDataType.BOOLEAN);
  }

  public static Param<Double> doubleArg(int position) {
    return arg(position, SQLDataType.DOUBLE);
  }

  public static Param<BigDecimal> decimalArg(int position) {
    return arg(position, SQLDataType.NUMERIC);
  }

  public static Param<UUID> uuidArg(int position) {
    return arg(position, SQLDataType.UUID);
  }

  public static Param<Integer[]> intsArg(int position) {
    return arg(position, SQLDataType.INTEGER.array());
  }

  public static Param<UUID[]> uuidsArg(int position) {
    return arg(position, SQLDataType.UUID.array());
  }

  public static Param<Double[]> doublesArg(int position) {
    return arg(position, SQLDataType.DOUBLE.array());
  }

  public static Param<String[]> textsArg(int position) {
    return arg(position, SQLDataType.CLOB.array());
  }

  /** So many seconds, which may be a fraction. */
  public static Field<YearToSecond> secondsArg(int position) {
    return DSL.field("{0} * interval '1 second'", SQLDataType.INTERVAL, doubleArg(position));
  }

  /**
   * A condition of a statement that is there once for each set of conditions.
   *
   * @param conditions the set, a bit each
   * @param bit this one's
   */
  public static Condition when(int conditions, int bit, Condition condition) {
    return (conditions & bit) == 0 ? DSL.noCondition() : condition;
  }

  /** An enum as its column has it. */
  public static String column(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  public static <E extends Enum<E>> E constant(Class<E> type, String column) {
    return Enum.valueOf(type, column.toUpperCase(Locale.ROOT));
  }

  /** Where a list that goes up integer ids goes on; another list's cursor may be beyond them. */
  public static int afterId(PageRequest page) {
    return (int) Math.max(0, Math.min(oldestFirst(page).number(), Integer.MAX_VALUE));
  }

  public static Cursor newestFirst(PageRequest page) {
    return page.after().orElse(NEWEST);
  }

  public static Cursor oldestFirst(PageRequest page) {
    return page.after().orElse(OLDEST);
  }

  /** One more than the page holds, which tells whether there is a next one. */
  public static int limit(PageRequest page) {
    return page.size() + 1;
  }

  /** What {@link #secondsArg} takes. */
  public static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
