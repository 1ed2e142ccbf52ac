package io.lyss.dao.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a value is read from and written to. Each is named once. The lists of columns to
 * select, return, insert and set follow from that, and so does the reading of a row.
 *
 * <p>A component of a record is the column of the same name, {@code created_at} for {@code
 * createdAt}; components of a record inside it are columns of the same table. {@link
 * RowTypeBuilder} names the exceptions.
 *
 * <p>Immutable and thread-safe.
 */
public final class RowType<T> {

  private final List<Column> columns;
  private final Part part;
  private final ResultReader<List<T>> all;
  private final ResultReader<Optional<T>> first;

  RowType(List<Column> columns, Part part) {
    this.columns = List.copyOf(columns);
    this.part = part;
    this.all = new ResultReader.All<>(this);
    this.first = new ResultReader.First<>(this);
  }

  /** Reads all rows of an answer. */
  ResultReader<List<T>> all() {
    return all;
  }

  /** Reads the row of an answer that has one at most. */
  ResultReader<Optional<T>> first() {
    return first;
  }

  /** A record whose components are columns of the table. */
  public static <T extends Record> RowType<T> of(Class<T> type, Table<?> table) {
    return builder(type, table).build();
  }

  /** A record with components that do not have their column's name. */
  public static <T extends Record> RowTypeBuilder<T> builder(Class<T> type, Table<?> table) {
    return new RowTypeBuilder<>(type, table);
  }

  /** A row of one column. */
  public static <T> RowType<T> of(Class<T> type, Field<?> column) {
    return new RowType<>(List.of(new Column(column)), new Part.Value(Kind.of(type)));
  }

  /** The first column of a statement that does not select by row type. */
  public static <T> RowType<T> value(Class<T> type) {
    return new RowType<>(List.of(), new Part.Value(Kind.of(type)));
  }

  /** The same columns for another value, which is made from this one. */
  public <R> RowType<R> map(Function<T, R> read, Function<R, T> write) {
    return new RowType<>(columns, new Part.Mapped<>(part, read, write));
  }

  /** {@link #map(Function, Function)} for a value that is only read. */
  public <R> RowType<R> map(Function<T, R> read) {
    return map(
        read,
        value -> {
          throw new UnsupportedOperationException("Rows of this type are only read, not written");
        });
  }

  /** The columns to select from the row type's own table, or to return. */
  public List<Field<?>> columns() {
    return columns.stream().<Field<?>>map(Column::selected).toList();
  }

  /** The columns to select from another table that has them: an alias, a view, a function. */
  public List<Field<?>> columns(Table<?> other) {
    return columns.stream().<Field<?>>map(column -> column.in().apply(other)).toList();
  }

  /**
   * The columns to insert or to set, each to the argument of its name.
   *
   * @see Call#with(RowType, Object)
   */
  public Map<Field<?>, Field<?>> arguments() {
    Map<Field<?>, Field<?>> arguments = new LinkedHashMap<>();
    for (Column column : columns) {
      arguments.put(column.field(), column.argument().apply(column.field().getName()));
    }
    return arguments;
  }

  List<Column> parts() {
    return columns;
  }

  Part part() {
    return part;
  }

  /** The columns that are written. */
  List<Field<?>> fields() {
    return columns.stream().<Field<?>>map(Column::field).toList();
  }

  /** The value of the result's current row. */
  @SuppressWarnings("unchecked") // the part makes this type's values
  T read(ResultSet result) throws SQLException {
    return (T) part.read(result, 1);
  }

  /** Gives each column's name and value. */
  void write(T value, BiConsumer<String, @Nullable Object> out) {
    part.write(
        value, 1, (column, each) -> out.accept(columns.get(column - 1).field().getName(), each));
  }

  /** Gives each column's name and its values: one of each row, in their order. */
  void writeEach(List<T> rows, BiConsumer<String, @Nullable Object> out) {
    Map<String, List<@Nullable Object>> values = new HashMap<>();
    fields().forEach(field -> values.put(field.getName(), new ArrayList<>(rows.size())));
    rows.forEach(row -> write(row, (name, value) -> values.get(name).add(value)));
    values.forEach(out);
  }
}
