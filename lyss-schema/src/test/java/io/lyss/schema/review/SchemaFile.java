package io.lyss.schema.review;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One readable file that makes a schema as its migrations have left it, without its rows: for a
 * review, as the difference between two of them is what a migration changes.
 */
final class SchemaFile {

  private static final List<String> KINDS =
      List.of("type", "table", "view", "materialized view", "function", "procedure");

  private static final Comparator<Unit> ORDER =
      Comparator.<Unit>comparingInt(unit -> KINDS.indexOf(unit.kind)).thenComparing(Unit::name);

  private record Unit(String kind, String name, String key, String owner, String ddl) {

    boolean isOfDefiner() {
      return owner.equals("lyss_definer");
    }

    boolean isRelation() {
      return !isRoutine() && !kind.equals("type");
    }

    boolean isRoutine() {
      return kind.equals("function") || kind.equals("procedure");
    }
  }

  private final ReviewedSchema schema;
  private final StringBuilder text = new StringBuilder();
  private final Map<String, Unit> units = new HashMap<>();
  private final Map<String, List<Unit>> needs = new HashMap<>();
  private final Map<String, List<String>> comments = new HashMap<>();
  private final Set<String> done = new LinkedHashSet<>();

  private SchemaFile(ReviewedSchema schema) {
    this.schema = schema;
  }

  static String of(ReviewedSchema schema) throws SQLException {
    SchemaFile file = new SchemaFile(schema);
    file.write();
    return file.text.toString();
  }

  private void write() throws SQLException {
    for (List<String> row : schema.rows("units.sql")) {
      Unit unit =
          new Unit(row.get(0), row.get(1), row.get(2) + " " + row.get(3), row.get(4), row.get(5));
      units.put(unit.key, unit);
    }
    for (List<String> row : schema.rows("dependencies.sql")) {
      Unit needed = units.get(row.get(2) + " " + row.get(3));
      if (needed != null) {
        needs.computeIfAbsent(row.get(0) + " " + row.get(1), key -> new ArrayList<>()).add(needed);
      }
    }
    for (List<String> row : schema.rows("comments.sql")) {
      comments
          .computeIfAbsent(row.get(0) + " " + row.get(1), key -> new ArrayList<>())
          .add(row.get(2));
    }
    text.append(
        """
        -- The schema %1$s, as its migrations make it, without rows: written by ReviewPackTest, to be read and
        -- compared. Run by an owner whom bootstrap/010_roles.sql has made it gives the same catalog; to make a
        -- database, migrate.

        set check_function_bodies = off;
        create schema %1$s;
        set search_path = %1$s;
        grant usage, create on schema %1$s to lyss_definer;
        """
            .formatted(schema.name()));
    schema
        .objects("extension")
        .forEach(
            (name, definition) ->
                text.append("create extension if not exists ")
                    .append(name)
                    .append(" schema public;\n"));
    units.values().stream().sorted(ORDER).forEach(this::write);
    heading("Foreign keys");
    schema
        .objects("constraint")
        .forEach(
            (name, definition) -> {
              if (definition.startsWith("FOREIGN KEY")) {
                line(
                    "alter table %s add constraint %s %s;"
                        .formatted(tableOf(name), ofTable(name), definition));
              }
            });
    heading("Triggers");
    schema
        .objects("trigger")
        .forEach(
            (name, definition) -> {
              line(definition.replaceFirst(", disabled$", "") + ";");
              if (definition.endsWith(", disabled")) {
                line("alter table %s disable trigger %s;".formatted(tableOf(name), ofTable(name)));
              }
            });
    heading("Policies");
    schema
        .objects("policy")
        .forEach(
            (name, definition) ->
                line(
                    "create policy %s on %s %s;"
                        .formatted(
                            ofTable(name),
                            tableOf(name),
                            definition.replaceFirst("^restrictive ", "as restrictive "))));
    heading("Rights");
    schema
        .objects("grant")
        .forEach(
            (name, privileges) -> {
              if (name.startsWith("schema ")) {
                line(
                    "grant %s on schema %s to %s;"
                        .formatted(privileges, schema.name(), granteeOf(name)));
              }
            });
    rights(false);
    line("set role lyss_definer;");
    rights(true);
    line("reset role;");
  }

  private void write(Unit unit) {
    if (!done.add(unit.key)) {
      return;
    }
    needs.getOrDefault(unit.key, List.of()).stream().sorted(ORDER).forEach(this::write);
    heading(unit.kind + " " + unit.name);
    if (unit.isOfDefiner()) {
      line("set role lyss_definer;");
    }
    line(unit.ddl);
    comments.getOrDefault(unit.key, List.of()).forEach(this::line);
    if (unit.isOfDefiner()) {
      line("reset role;");
    }
  }

  /**
   * Rights are given by the owner of each; those on functions last, as triggers need some of them.
   */
  private void rights(boolean ofDefiner) {
    List<Unit> owned =
        units.values().stream()
            .filter(unit -> unit.isOfDefiner() == ofDefiner)
            .sorted(ORDER)
            .toList();
    for (Unit unit : owned) {
      String subject = unit.kind.equals("type") ? "type " + unit.name : unit.name;
      if (!unit.isRelation() && !schema.objects("grant").containsKey(subject + " to public")) {
        line(
            "revoke %s from public;"
                .formatted(
                    unit.isRoutine() ? "execute on routine " + unit.name : "usage on " + subject));
      }
      schema
          .objects("grant")
          .forEach(
              (name, privileges) -> {
                // what everybody may do with a new function or type needs no grant
                boolean byDefault = !unit.isRelation() && name.endsWith(" to public");
                if (!byDefault && name.substring(0, name.lastIndexOf(" to ")).equals(subject)) {
                  line(
                      "grant %s on %s%s to %s;"
                          .formatted(
                              privileges,
                              unit.isRoutine() ? "routine " : "",
                              subject,
                              granteeOf(name)));
                }
              });
    }
  }

  private void heading(String title) {
    text.append("\n\n-- ").append(title).append('\n');
  }

  private void line(String statement) {
    text.append(statement).append('\n');
  }

  private static String granteeOf(String grant) {
    String grantee = grant.substring(grant.lastIndexOf(" to ") + " to ".length());
    return grantee.equals("the owner of the schema") ? "session_user" : grantee;
  }

  private static String tableOf(String name) {
    return name.substring(0, name.indexOf('.'));
  }

  private static String ofTable(String name) {
    return name.substring(name.indexOf('.') + 1);
  }
}
