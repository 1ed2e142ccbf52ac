package io.lyss.dao.provider;

import static org.jooq.impl.DSL.field;

import io.lyss.dao.internal.Sql;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.SQLDataType;

/** Names of models: JSON in the database, arrays of texts in statements and their answers. */
final class ModelColumns {

  private ModelColumns() {}

  /** A JSON array as an array of texts; null for null. */
  static Field<String[]> names(Field<JSONB> column) {
    return field(
        "case when {0} is not null then array(select jsonb_array_elements_text({0})) end",
        SQLDataType.CLOB.array(), column);
  }

  /** A JSON object as an array of pairs: each a key and its value. */
  static Field<String[]> mapping(Field<JSONB> column) {
    return field(
        "array(select array[e.key, e.value] from jsonb_each_text({0}) as e order by e.key)",
        SQLDataType.CLOB.array(), column);
  }

  /** An argument that is an array of texts, as a JSON array; null for null. */
  static Field<JSONB> namesArg(String argument) {
    return field("to_jsonb({0})", SQLDataType.JSONB, texts(argument));
  }

  /** An argument that is an array of pairs, as a JSON object; null for null. */
  static Field<JSONB> mappingArg(String argument) {
    return field("jsonb_object({0})", SQLDataType.JSONB, texts(argument));
  }

  private static Field<String[]> texts(String argument) {
    return Sql.arg(argument, SQLDataType.CLOB.array());
  }
}
