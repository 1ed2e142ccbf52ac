package io.lyss.dao.internal;

import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Table;

/**
 * A column of a row.
 *
 * @param field the column that is written
 * @param selected what is read, of the row type's own table
 * @param in the same of a table that has the column under the same name
 * @param argument what is written, of an argument that has the column's name
 */
record Column(
    Field<?> field,
    Field<?> selected,
    Function<Table<?>, Field<?>> in,
    Function<String, Field<?>> argument) {

  Column(Field<?> field) {
    this(field, field, other -> Sql.in(other, field), name -> Sql.arg(field));
  }
}
