package io.lyss.dao.provider;

import static org.jooq.impl.DSL.field;

import io.lyss.dao.internal.Sql;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.SQLDataType;

/** Names of models, which are JSON in the database and arrays of texts on their way. */
final class ModelColumns {

  private ModelColumns() {}

  /** A JSON array as an array of texts; null for null. */
  static Field<String[]> names(Field<JSONB> column) {
    return field(
        "case when {0} is not null then array(select jsonb_array_elements_text({0})) end",
        SQLDataType.CLOB.array(), column);
  }

  static Field<String[]> mappedFrom(Field<JSONB> column) {
    return field(
        "array(select e.key from jsonb_each_text({0}) as e order by e.key)",
        SQLDataType.CLOB.array(), column);
  }

  static Field<String[]> mappedTo(Field<JSONB> column) {
    return field(
        "array(select e.value from jsonb_each_text({0}) as e order by e.key)",
        SQLDataType.CLOB.array(), column);
  }

  /** An argument that is an array of texts, as a JSON array; null for null. */
  static Field<JSONB> namesArg(int position) {
    return field("to_jsonb({0})", SQLDataType.JSONB, Sql.textsArg(position));
  }

  /** Two arguments, of keys and of their values, as a JSON object; null for null. */
  static Field<JSONB> mappingArg(int keys, int values) {
    return field(
        "jsonb_object({0}, {1})", SQLDataType.JSONB, Sql.textsArg(keys), Sql.textsArg(values));
  }
}
