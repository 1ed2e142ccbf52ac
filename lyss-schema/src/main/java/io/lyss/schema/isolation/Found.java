package io.lyss.schema.isolation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads which objects can be probed, and what a role may do with them. */
final class Found {

  private Found() {}

  static List<Relation> relations(Connection connection, String schemas, String role)
      throws SQLException {
    Map<Long, List<Relation.Key>> keys = new HashMap<>();
    Server.forEach(
        connection,
        Server.query("keys.sql"),
        row ->
            keys.computeIfAbsent(row.getLong(1), table -> new ArrayList<>())
                .add(new Relation.Key(row.getString(2), Server.texts(row, 3), row.getBoolean(4))),
        schemas);
    Map<Long, List<Relation.Reference>> references = new HashMap<>();
    Server.forEach(
        connection,
        Server.query("references.sql"),
        row ->
            references
                .computeIfAbsent(row.getLong(1), table -> new ArrayList<>())
                .add(
                    new Relation.Reference(
                        row.getString(2),
                        Server.texts(row, 3),
                        row.getLong(4),
                        Server.texts(row, 5))),
        schemas);
    List<Relation> relations = new ArrayList<>();
    Server.forEach(
        connection,
        Server.query("relations.sql"),
        row ->
            relations.add(
                new Relation(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    Server.texts(row, 4),
                    Server.texts(row, 5),
                    Server.texts(row, 6),
                    Server.texts(row, 7),
                    Server.texts(row, 8),
                    Server.texts(row, 9),
                    keys.getOrDefault(row.getLong(1), List.of()),
                    references.getOrDefault(row.getLong(1), List.of()))),
        role,
        schemas);
    return relations;
  }

  static List<Routine> routines(Connection connection, String schemas, String role)
      throws SQLException {
    List<Routine> routines = new ArrayList<>();
    Server.forEach(
        connection,
        Server.query("routines.sql"),
        row ->
            routines.add(
                new Routine(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    Server.texts(row, 6),
                    Server.texts(row, 7),
                    row.getInt(8))),
        schemas,
        role);
    return routines;
  }
}
