package io.lyss.schema.isolation;

import static io.lyss.schema.isolation.Server.literal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values of the victim's rows, and of rows like the attacker's own, as texts. */
final class Samples {

  private static final int ROWS = 2;

  private final Map<Long, List<Map<String, String>>> theirs = new HashMap<>();
  private final Map<Long, List<Map<String, String>>> own = new HashMap<>();
  private final Map<String, Set<String>> byColumn = new TreeMap<>();
  private final Map<String, Set<String>> byType = new HashMap<>();
  private final List<Relation> relations;

  Samples(Connection connection, Attack attack, List<Relation> relations) throws SQLException {
    this.relations = List.copyOf(relations);
    for (Relation relation : relations) {
      if (!relation.isTable()) {
        continue;
      }
      theirs.put(relation.oid(), read(connection, relation, attack.theirs().get(relation.oid())));
      own.put(relation.oid(), read(connection, relation, attack.own().get(relation.oid())));
      theirs.get(relation.oid()).forEach(row -> index(relation, row));
    }
  }

  private static List<Map<String, String>> read(
      Connection connection, Relation relation, @Nullable String condition) throws SQLException {
    List<Map<String, String>> rows = new ArrayList<>();
    if (condition == null) {
      return rows;
    }
    String columns =
        String.join(", ", relation.columns().stream().map(c -> "t." + c + "::text").toList());
    String sql =
        "select %s from %s as t where %s limit %d"
            .formatted(columns, relation.name(), condition, ROWS);
    for (List<String> values : Server.rows(connection, sql)) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < values.size(); i++) {
        row.put(relation.columns().get(i), values.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private void index(Relation relation, Map<String, String> row) {
    String table = relation.name().replaceAll("^.*\\.", "").replaceAll("s$", "");
    row.forEach(
        (column, value) -> {
          if (value != null) {
            // a parameter conversation_id means conversations.id
            add(byColumn, column.equals("id") ? table + "_id" : column, value);
            add(byColumn, column, value);
            add(byType, relation.type(column), value);
          }
        });
  }

  private static void add(Map<String, Set<String>> index, String key, String value) {
    index.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(value);
  }

  List<Map<String, String>> theirs(Relation relation) {
    return theirs.getOrDefault(relation.oid(), List.of());
  }

  List<Map<String, String>> theirs(long relation) {
    return theirs.getOrDefault(relation, List.of());
  }

  List<Map<String, String>> own(Relation relation) {
    return own.getOrDefault(relation.oid(), List.of());
  }

  /**
   * Values of the victim that fit a parameter, as literals: first those of a column of its name,
   * then those of its type. For a row these are rows, for a table the tables with rows, and for
   * JSON an object of all values.
   */
  List<String> fitting(String parameter, String type) {
    String name = parameter.replaceFirst("^p_", "");
    Set<String> values = new LinkedHashSet<>();
    for (String column :
        List.of(name, name.replaceAll("s$", ""), name.replaceAll("^.*_(?=[a-z]+_id$)", ""))) {
      values.addAll(byColumn.getOrDefault(column, Set.of()));
    }
    if (type.equals("uuid") || type.equals("integer") || type.equals("bigint")) {
      values.addAll(byType.getOrDefault(type, Set.of()));
    }
    List<String> written = new ArrayList<>(values.stream().map(Server::literal).toList());
    for (Relation relation : relations) {
      if (type.equals("regclass") && !theirs(relation).isEmpty()) {
        written.add(literal(relation.name()));
      } else if (type.equals(relation.name())) {
        theirs(relation).forEach(row -> written.add(row(row)));
      }
    }
    if (type.equals("jsonb") || type.equals("json")) {
      written.add(object());
    }
    return written;
  }

  private static String row(Map<String, String> row) {
    return row.values().stream()
        .map(value -> value == null ? "null" : literal(value))
        .collect(Collectors.joining(", ", "row(", ")"));
  }

  private String object() {
    return byColumn.entrySet().stream()
        .map(
            column ->
                literal(column.getKey().replace("\"", ""))
                    + ", "
                    + literal(column.getValue().iterator().next()))
        .limit(50)
        .collect(Collectors.joining(", ", "pg_catalog.json_build_object(", ")"));
  }
}
