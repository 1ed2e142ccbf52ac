package io.lyss.dao.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.InsertOnDuplicateStep;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Inserts as many rows as a call gives, in one statement and in their order. */
public final class InsertEach {

  private static final String PLACE = "place";

  private InsertEach() {}

  /**
   * The rows are given as an array of each column.
   *
   * @param row the columns that differ from row to row
   * @param same the columns in which all rows have the same value: an argument each
   * @see Call#withEach(RowType, List)
   */
  public static <R extends Record> InsertOnDuplicateStep<R> into(
      Table<R> table, RowType<?> row, Field<?>... same) {
    return into(table, row, Sql.args(same));
  }

  /** The same, with values for the columns in which all rows have the same value. */
  public static <R extends Record> InsertOnDuplicateStep<R> into(
      Table<R> table, RowType<?> row, Map<Field<?>, Field<?>> same) {
    List<Field<?>> columns = row.fields();
    Table<?> rows = unnest(columns).as(DSL.name("new"), names(columns));
    Map<Field<?>, Field<?>> values = new LinkedHashMap<>(same);
    List<Field<?>> selected = row.columns(rows);
    IntStream.range(0, columns.size()).forEach(i -> values.put(columns.get(i), selected.get(i)));
    return DSL.insertInto(table)
        .columns(values.keySet())
        .select(
            DSL.select(values.values())
                .from(rows)
                .orderBy(DSL.field(DSL.name(rows.getName(), PLACE))));
  }

  private static Table<?> unnest(List<Field<?>> columns) {
    String template =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "pg_catalog.unnest({" + i + "})")
            .collect(Collectors.joining(", ", "rows from (", ") with ordinality"));
    return DSL.table(
        template,
        columns.stream()
            .map(column -> Sql.argument(column.getName(), Sql.type(column).array()))
            .toArray(QueryPart[]::new));
  }

  private static Name[] names(List<Field<?>> columns) {
    List<Name> names = new ArrayList<>();
    columns.forEach(column -> names.add(column.getUnqualifiedName()));
    names.add(DSL.name(PLACE));
    return names.toArray(Name[]::new);
  }
}
