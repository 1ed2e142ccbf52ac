package io.lyss.dao.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
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
 * The columns that a value is read from and written to. Each is named once; lists of columns to
 * select, return, insert and set, and how a row is read, follow from that.
 *
 * <p>A component of a record is the column of the same name, {@code created_at} for {@code
 * createdAt}; components of a record inside it are columns of the same table. {@link Builder} names
 * the exceptions.
 *
 * <p>Immutable and thread-safe.
 */
public final class RowType<T> {

  private final List<Column> columns;
  private final Part part;

  private RowType(List<Column> columns, Part part) {
    this.columns = List.copyOf(columns);
    this.part = part;
  }

  /**
   * A column of a row.
   *
   * @param field the column that is written
   * @param selected what is read, of the row type's own table
   * @param in the same of a table that has the column under the same name
   * @param argument what is written, of an argument that has the column's name
   */
  private record Column(
      Field<?> field,
      Field<?> selected,
      Function<Table<?>, Field<?>> in,
      Function<String, Field<?>> argument) {

    Column(Field<?> field) {
      this(field, field, other -> Sql.in(other, field), name -> Sql.arg(field));
    }
  }

  /** Makes a value of some of the row's columns, and takes it apart again. */
  private interface Part {

    @Nullable Object read(ResultSet result, int firstColumn) throws SQLException;

    void write(@Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out);
  }

  /** A record whose components are columns of the table. */
  public static <T extends Record> RowType<T> of(Class<T> type, Table<?> table) {
    return builder(type, table).build();
  }

  /** A record with components that do not have their column's name. */
  public static <T extends Record> Builder<T> builder(Class<T> type, Table<?> table) {
    return new Builder<>(type, table);
  }

  /** A row of one column. */
  public static <T> RowType<T> of(Class<T> type, Field<?> column) {
    return new RowType<>(List.of(new Column(column)), new Value(Kind.of(type)));
  }

  /** The first column of a statement that does not select by row type. */
  public static <T> RowType<T> value(Class<T> type) {
    return new RowType<>(List.of(), new Value(Kind.of(type)));
  }

  /** The same columns for another value, which is made from this one. */
  public <R> RowType<R> map(Function<T, R> read, Function<R, T> write) {
    return new RowType<>(columns, new Mapped<>(part, read, write));
  }

  /** {@link #map(Function, Function)} for a value that is only read. */
  public <R> RowType<R> map(Function<T, R> read) {
    return map(
        read,
        value -> {
          throw new UnsupportedOperationException("This row is only read");
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

  /** One column. */
  private record Value(Kind kind) implements Part {
    @Override
    public @Nullable Object read(ResultSet result, int firstColumn) throws SQLException {
      return kind.read(result, firstColumn);
    }

    @Override
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      out.accept(firstColumn, value);
    }
  }

  /** A value that is made from another part's value. */
  private record Mapped<T, R>(Part part, Function<T, R> made, Function<R, T> unmade)
      implements Part {
    @Override
    @SuppressWarnings("unchecked") // the part makes what is mapped
    public @Nullable Object read(ResultSet result, int firstColumn) throws SQLException {
      Object value = part.read(result, firstColumn);
      return value == null ? null : made.apply((T) value);
    }

    @Override
    @SuppressWarnings("unchecked") // what was made of the part's value
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      part.write(value == null ? null : unmade.apply((R) value), firstColumn, out);
    }
  }

  /** A record, part by part. */
  private static final class Whole implements Part {

    private final RecordType type;
    private final Part[] parts;
    private final int[] offsets;

    Whole(RecordType type, List<Part> parts, List<Integer> offsets) {
      this.type = type;
      this.parts = parts.toArray(Part[]::new);
      this.offsets = offsets.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Object read(ResultSet result, int firstColumn) throws SQLException {
      @Nullable Object[] values = new Object[parts.length];
      for (int i = 0; i < parts.length; i++) {
        values[i] = parts[i].read(result, firstColumn + offsets[i]);
      }
      return type.create(values);
    }

    @Override
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      for (int i = 0; i < parts.length; i++) {
        parts[i].write(value == null ? null : type.get(value, i), firstColumn + offsets[i], out);
      }
    }
  }

  /** An Optional part, which is empty if its first column is null. */
  private record Maybe(Part part) implements Part {
    @Override
    public Object read(ResultSet result, int firstColumn) throws SQLException {
      result.getObject(firstColumn);
      return result.wasNull()
          ? Optional.empty()
          : Optional.ofNullable(part.read(result, firstColumn));
    }

    @Override
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      part.write(value == null ? null : ((Optional<?>) value).orElse(null), firstColumn, out);
    }
  }

  /** Names the columns of components that do not have their column's name. */
  public static final class Builder<T extends Record> {

    private final Class<T> type;
    private final Table<?> table;
    private final Map<String, Field<?>> columns = new HashMap<>();
    private final Map<String, Function<Table<?>, Field<?>>> expressions = new HashMap<>();
    private final Map<String, Function<String, Field<?>>> arguments = new HashMap<>();
    private final Map<String, Part> converted = new HashMap<>();
    private final Map<String, RowType<?>> rows = new HashMap<>();
    private final List<String> used = new ArrayList<>();

    private Builder(Class<T> type, Table<?> table) {
      this.type = type;
      this.table = table;
    }

    /** A component whose column has another name, or belongs to another table. */
    public Builder<T> column(String component, Field<?> column) {
      columns.put(component, column);
      return this;
    }

    /**
     * A component that is read from an expression over the table, and written to the column of its
     * name.
     */
    public Builder<T> expression(String component, Function<Table<?>, Field<?>> expression) {
      expressions.put(component, expression);
      return this;
    }

    /** A component that is written as an expression over its argument. */
    public Builder<T> argument(String component, Function<String, Field<?>> expression) {
      arguments.put(component, expression);
      return this;
    }

    /** A component whose column holds a value of another type. */
    @SuppressWarnings("unchecked") // the column's kind makes a C, the component's accessor a V
    public <C, V> Builder<T> converted(
        String component, Class<C> columnType, Function<C, V> read, Function<V, C> write) {
      Part column = new Value(Kind.of(columnType));
      converted.put(component, new Mapped<>(column, read, write));
      return this;
    }

    /** A component that is a row type of its own. */
    public Builder<T> row(String component, RowType<?> row) {
      rows.put(component, row);
      return this;
    }

    /**
     * @throws IllegalStateException if a component has no column, or a name is no component's
     */
    public RowType<T> build() {
      List<Column> all = new ArrayList<>();
      Part whole = whole(type, all);
      for (Map<String, ?> names : List.of(columns, expressions, arguments, converted, rows)) {
        for (String name : names.keySet()) {
          if (!used.contains(name)) {
            throw new IllegalStateException(type.getName() + " has no component " + name);
          }
        }
      }
      return new RowType<>(all, whole);
    }

    private Part whole(Class<?> record, List<Column> all) {
      int first = all.size();
      List<Part> parts = new ArrayList<>();
      List<Integer> offsets = new ArrayList<>();
      for (RecordComponent component : record.getRecordComponents()) {
        offsets.add(all.size() - first);
        parts.add(part(component, all));
      }
      return new Whole(RecordType.of(record), parts, offsets);
    }

    private Part part(RecordComponent component, List<Column> all) {
      String name = component.getName();
      used.add(name);
      RowType<?> row = rows.get(name);
      if (row != null) {
        all.addAll(row.columns);
        return component.getType() == Optional.class ? new Maybe(row.part) : row.part;
      }
      Type value = component.getGenericType();
      if (!converted.containsKey(name) && recordIn(value) != null) {
        Part whole = whole(recordIn(value), all);
        return component.getType() == Optional.class ? new Maybe(whole) : whole;
      }
      all.add(column(component));
      Part part = converted.get(name);
      return part != null ? part : new Value(Kind.of(value));
    }

    /**
     * The record that a component is, or holds as an Optional, unless one column holds it whole.
     */
    private static @Nullable Class<?> recordIn(Type type) {
      Type inner =
          type instanceof ParameterizedType optional && optional.getRawType() == Optional.class
              ? optional.getActualTypeArguments()[0]
              : type;
      return inner instanceof Class<?> record && record.isRecord() && !Kind.isKnown(record)
          ? record
          : null;
    }

    private Column column(RecordComponent component) {
      String name = component.getName();
      Function<Table<?>, Field<?>> expression = expressions.get(name);
      Field<?> named = columns.get(name);
      Field<?> field = named != null ? named : table.field(RecordType.columnName(name));
      if (field == null && expression != null) {
        field = expression.apply(table).as(RecordType.columnName(name));
      }
      if (field == null) {
        throw new IllegalStateException(
            "%s.%s is no column of %s: name the column that it is"
                .formatted(type.getName(), name, table.getName()));
      }
      Column plain = new Column(field);
      return new Column(
          field,
          expression != null ? expression.apply(table) : field,
          expression != null ? expression : plain.in(),
          arguments.getOrDefault(name, plain.argument()));
    }
  }
}
