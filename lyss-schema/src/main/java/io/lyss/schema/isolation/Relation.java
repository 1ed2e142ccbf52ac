package io.lyss.schema.isolation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table or view, and what a role may do with it.
 *
 * @param oid its oid
 * @param name its name, qualified and quoted
 * @param kind as in {@code pg_class.relkind}
 * @param columns all of its columns, quoted
 * @param readable the columns that the role may read
 * @param insertable the columns that it may fill
 * @param updatable the columns that it may change
 * @param required the columns that have to be filled, because they are not null and have no default
 * @param types the type of each column
 * @param uniques the columns of each unique index, the primary key first
 * @param references its foreign keys
 */
record Relation(
    long oid,
    String name,
    String kind,
    List<String> columns,
    List<String> readable,
    List<String> insertable,
    List<String> updatable,
    List<String> required,
    List<String> types,
    List<Key> uniques,
    List<Reference> references) {

  /** A unique index or constraint. */
  record Key(String name, List<String> columns, boolean primary) {}

  /** A foreign key. */
  record Reference(String name, List<String> columns, long target, List<String> targetColumns) {}

  boolean isTable() {
    return kind.equals("r") || kind.equals("p");
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  String type(String column) {
    return types.get(columns.indexOf(column));
  }

  Optional<Key> primaryKey() {
    return uniques.stream().filter(Key::primary).findFirst();
  }

  Set<String> referencing() {
    return references.stream()
        .flatMap(reference -> reference.columns().stream())
        .collect(Collectors.toSet());
  }
}
