package io.lyss.dao.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What the statements of all databases have in common. */
public final class Sql {

  // The driver knows one type of text; the column checks the length.
  private static final Map<Class<?>, DataType<?>> TYPES =
      Map.of(
          String.class,
          SQLDataType.CLOB,
          String[].class,
          SQLDataType.CLOB.array(),
          BigDecimal.class,
          SQLDataType.NUMERIC);

  private Sql() {}

  /** An argument of the name and type of a column. */
  public static <T> Param<T> arg(Field<T> column) {
    return arg(column.getName(), type(column));
  }

  /**
   * An argument with a column's name, in lower case, for comparison with a column that holds it in
   * lower case. If the text is longer than that column allows, only its beginning is folded, which
   * equals no stored text either: folding ten million characters takes a minute.
   */
  public static Field<String> foldedArg(TableField<?, String> column) {
    return DSL.field(
        "{0}.fold_case(pg_catalog.left({1}, 1000))",
        String.class, Objects.requireNonNull(column.getTable()).getSchema(), arg(column));
  }

  /** The type that an argument for a column has. */
  @SuppressWarnings("unchecked") // the type is the column's
  static <T> DataType<T> type(Field<T> column) {
    return (DataType<T>) TYPES.getOrDefault(column.getType(), column.getDataType());
  }

  /**
   * An argument.
   *
   * @param name how {@link Call#with} names it; the same one may stand in several places
   */
  public static <T> Param<T> arg(String name, DataType<T> type) {
    return Argument.named(name, type);
  }

  /** An argument with the name and type of a column or parameter whose Java type is not known. */
  static Field<?> argument(String name, DataType<?> type) {
    return type.getType() == JSONB[].class
        // The driver would have to ask the server for the type of an array of JSON.
        ? DSL.field("{0}::jsonb[]", arg(name, SQLDataType.CLOB.array()))
        : arg(DSL.field(DSL.name(name), type));
  }

  /** A column that equals the argument of its name. */
  public static <T> Condition is(Field<T> column) {
    return column.eq(arg(column));
  }

  /** A column that equals one of two values. */
  public static <T> Condition isEither(Field<T> column, Field<T> one, Field<T> other) {
    return column.eq(DSL.any(DSL.array(one, other)));
  }

  /** Whether a query has rows. jOOQ's own {@code exists} is another method in another version. */
  public static Condition exists(Select<?> query) {
    return DSL.condition("exists ({0})", query);
  }

  /** The time at which the transaction began. jOOQ's own is another expression in 3.21. */
  public static Field<Instant> transactionTime() {
    return DSL.field("current_timestamp", SQLDataType.INSTANT);
  }

  /** A column of another table that has it under the same name: an alias, a view, a function. */
  @SuppressWarnings("unchecked") // of the same name is of the same type
  public static <T> Field<T> in(Table<?> other, Field<T> column) {
    Field<?> known = other.field(column.getName());
    return known != null
        ? (Field<T>) known
        : DSL.field(DSL.name(other.getName(), column.getName()), column.getDataType());
  }

  /** The columns to insert or to set, each to the argument of its name. */
  public static Map<Field<?>, Field<?>> args(Field<?>... columns) {
    Map<Field<?>, Field<?>> arguments = new LinkedHashMap<>();
    for (Field<?> column : columns) {
      arguments.put(column, arg(column));
    }
    return arguments;
  }

  /**
   * The largest number of rows of a page; {@link Call} supplies it and the arguments of the cursor.
   */
  public static Param<Integer> limit() {
    return arg("limit", SQLDataType.INTEGER);
  }

  /** The time of the cursor that a page begins after. */
  public static Param<Instant> afterTime() {
    return arg("after_time", SQLDataType.INSTANT);
  }

  /** The id of that cursor. */
  public static Param<UUID> afterId() {
    return arg("after_id", SQLDataType.UUID);
  }

  /** The id of that cursor, where ids are numbers. */
  public static <N extends Number> Param<N> afterNumber(DataType<N> type) {
    return arg("after_number", type);
  }

  /** The text by which a column holds an enum constant. */
  public static String column(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The enum constant of a column's text. */
  public static <E extends Enum<E>> E constant(Class<E> type, String column) {
    return Enum.valueOf(type, column.toUpperCase(Locale.ROOT));
  }
}
