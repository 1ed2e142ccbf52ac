package io.lyss.dao.internal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Names the columns of components that do not have their column's name. */
public final class RowTypeBuilder<T extends Record> {

  private final Class<T> type;
  private final Table<?> table;
  private final Map<String, Field<?>> columns = new HashMap<>();
  private final Map<String, Function<Table<?>, Field<?>>> expressions = new HashMap<>();
  private final Map<String, Function<String, Field<?>>> arguments = new HashMap<>();
  private final Map<String, Part> converted = new HashMap<>();
  private final Map<String, RowType<?>> rows = new HashMap<>();
  private final List<String> used = new ArrayList<>();

  RowTypeBuilder(Class<T> type, Table<?> table) {
    this.type = type;
    this.table = table;
  }

  /** A component whose column has another name, or belongs to another table. */
  public RowTypeBuilder<T> column(String component, Field<?> column) {
    columns.put(component, column);
    return this;
  }

  /**
   * A component that is read from an expression over the table, and written to the column of its
   * name.
   */
  public RowTypeBuilder<T> expression(String component, Function<Table<?>, Field<?>> expression) {
    expressions.put(component, expression);
    return this;
  }

  /** A component that is written as an expression over its argument. */
  public RowTypeBuilder<T> argument(String component, Function<String, Field<?>> expression) {
    arguments.put(component, expression);
    return this;
  }

  /** A component whose column holds a value of another type. */
  @SuppressWarnings("unchecked") // the column's kind makes a C, the component's accessor a V
  public <C, V> RowTypeBuilder<T> converted(
      String component, Class<C> columnType, Function<C, V> read, Function<V, C> write) {
    Part column = new Part.Value(Kind.of(columnType));
    converted.put(component, new Part.Mapped<>(column, read, write));
    return this;
  }

  /** A component that is a row type of its own. */
  public RowTypeBuilder<T> row(String component, RowType<?> row) {
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
    return new Part.Whole(RecordType.of(record), parts, offsets);
  }

  private Part part(RecordComponent component, List<Column> all) {
    String name = component.getName();
    used.add(name);
    RowType<?> row = rows.get(name);
    if (row != null) {
      all.addAll(row.parts());
      return component.getType() == Optional.class ? new Part.Maybe(row.part()) : row.part();
    }
    Type value = component.getGenericType();
    if (!converted.containsKey(name) && recordIn(value) != null) {
      Part whole = whole(recordIn(value), all);
      return component.getType() == Optional.class ? new Part.Maybe(whole) : whole;
    }
    all.add(column(component));
    Part part = converted.get(name);
    return part != null ? part : new Part.Value(Kind.of(value));
  }

  /** The record that a component is, or holds as an Optional, unless one column holds it whole. */
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
