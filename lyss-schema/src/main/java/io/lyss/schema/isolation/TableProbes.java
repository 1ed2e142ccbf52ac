package io.lyss.schema.isolation;

import static io.lyss.schema.isolation.Server.literal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes every command on one table or view, and statements that ask its unique indexes and foreign
 * keys.
 */
final class TableProbes {

  private final Relation relation;
  private final Attack attack;
  private final Samples samples;
  private final String probeSchema;
  private final List<Probe> probes = new ArrayList<>();

  private TableProbes(Relation relation, Attack attack, Samples samples, String probeSchema) {
    this.relation = relation;
    this.attack = attack;
    this.samples = samples;
    this.probeSchema = probeSchema;
  }

  /**
   * @param notProbed receives what cannot be tried, and why
   */
  static List<Probe> of(
      Relation relation,
      Attack attack,
      Samples samples,
      String probeSchema,
      Set<String> notProbed) {
    TableProbes probes = new TableProbes(relation, attack, samples, probeSchema);
    probes.reading();
    if (!relation.kind().equals("m")) {
      probes.changing();
      probes.adding();
      probes.uniques(notProbed);
      probes.references(notProbed);
    }
    return probes.probes;
  }

  private void read(String what, String sql) {
    probes.add(Probe.read(relation.name(), what, sql));
  }

  private void write(String what, String sql) {
    probes.add(Probe.write(relation.name(), what, sql));
  }

  private static String join(List<String> columns) {
    return String.join(", ", columns);
  }

  private void reading() {
    String table = relation.name();
    String columns = join(relation.readable());
    read("select", "select %s from %s".formatted(columns, table));
    if (relation.readable().isEmpty()) {
      return;
    }
    read("count", "select count(*) from " + table);
    read(
        "a function in a condition",
        "select count(*) from %s where %s.told(concat(%s))"
            .formatted(table, probeSchema, relation.readable().get(0)));
    String copied =
        relation.isTable()
            ? "%s (%s)".formatted(table, columns)
            : "(select %s from %s)".formatted(columns, table);
    probes.add(
        new Probe(table, "copy out", "copy " + copied + " to stdout", Probe.Kind.COPY_OUT, ""));
    if (relation.isTable()) {
      for (String lock : List.of("update", "key share")) {
        read("select for " + lock, "select 1 from %s for %s".formatted(table, lock));
      }
    }
  }

  private void changing() {
    String table = relation.name();
    List<String> columns =
        relation.updatable().isEmpty() ? relation.columns().subList(0, 1) : relation.updatable();
    for (String column : columns) {
      write("update of " + column, "update %1$s set %2$s = %2$s".formatted(table, column));
    }
    String first = columns.get(0);
    write(
        "update returning",
        "update %1$s set %2$s = %2$s returning %3$s"
            .formatted(
                table, first, relation.readable().isEmpty() ? first : join(relation.readable())));
    if (!samples.theirs(relation).isEmpty() && relation.has("tenant_id")) {
      String tenant = samples.theirs(relation).get(0).get("tenant_id");
      write(
          "update to their tenant",
          "update %s set tenant_id = %s".formatted(table, literal(tenant)));
      write(
          "delete of theirs",
          "delete from %s where tenant_id = %s".formatted(table, literal(tenant)));
      write(
          "update of theirs",
          "update %1$s set %2$s = %2$s where tenant_id = %3$s"
              .formatted(table, first, literal(tenant)));
    }
    write("delete", "delete from " + table);
    // a condition on a column requires the right to read it, and then the policies for reading
    // apply, too; without a condition PostgreSQL refuses the statement as soon as the table has any
    // hidden row
    String on =
        relation.readable().isEmpty()
            ? "true"
            : "t.%1$s is not distinct from t.%1$s".formatted(relation.readable().get(0));
    write(
        "merge, update",
        "merge into %1$s as t using (values (1)) as s (n) on %3$s when matched then update set %2$s = t.%2$s"
            .formatted(table, first, on));
    write(
        "merge, delete",
        "merge into %s as t using (values (1)) as s (n) on %s when matched then delete"
            .formatted(table, on));
    if (relation.isTable()) {
      write("truncate", "truncate " + table + " cascade");
    }
  }

  /** Inserts copies of the victim's rows, in the victim's name. */
  private void adding() {
    String table = relation.name();
    write("insert of defaults", "insert into " + table + " default values");
    samples.theirs(relation).stream().limit(1).forEach(this::copies);
    for (Map<String, String> row : samples.own(relation)) {
      Map<String, String> fresh = fresh(row, Set.of());
      List<String> needed =
          insertable(row).stream().filter(c -> relation.required().contains(c)).toList();
      if (!needed.isEmpty() && !relation.readable().isEmpty()) {
        // the columns that defaults and triggers fill
        write(
            "insert with defaults, returning",
            insert(needed, fresh, " returning " + join(relation.readable())));
      }
    }
  }

  private void copies(Map<String, String> row) {
    String table = relation.name();
    List<String> columns = insertable(row);
    write("insert in their name", insert(columns, fresh(row, Set.of()), ""));
    write("insert of their row", insert(columns, row, ""));
    write(
        "insert of their row, on conflict do nothing",
        insert(columns, row, " on conflict do nothing"));
    if (!relation.readable().isEmpty()) {
      write(
          "insert of their row, returning",
          insert(columns, row, " returning " + join(relation.readable())));
    }
    relation
        .primaryKey()
        .ifPresent(
            key -> {
              String column =
                  relation.updatable().isEmpty() ? columns.get(0) : relation.updatable().get(0);
              write(
                  "insert of their row, on conflict do update",
                  insert(
                      columns,
                      row,
                      " on conflict (%1$s) do update set %2$s = excluded.%2$s"
                          .formatted(join(key.columns()), column)));
            });
    write(
        "merge, insert of their row",
        "merge into %s using (values (1)) as s (n) on false when not matched then insert (%s) values (%s)"
            .formatted(table, join(columns), values(columns, row)));
    if (relation.isTable()) {
      probes.add(
          new Probe(
              table,
              "copy in of their row",
              "copy %s (%s) from stdin".formatted(table, join(columns)),
              Probe.Kind.COPY_IN,
              columns.stream().map(c -> copied(row.get(c))).collect(Collectors.joining("\t"))
                  + "\n"));
    }
  }

  /**
   * Inserts a row of the attacker with a key of the victim's: is it refused because the victim has
   * it?
   */
  private void uniques(Set<String> notProbed) {
    for (Relation.Key key : relation.uniques()) {
      boolean random =
          attack.knowsNoIds()
              && key.columns().stream().anyMatch(c -> isId(c) && relation.type(c).equals("uuid"));
      if (random || samples.own(relation).isEmpty() || samples.theirs(relation).isEmpty()) {
        continue;
      }
      for (Map<String, String> victim : samples.theirs(relation)) {
        Map<String, String> own = samples.own(relation).get(0);
        Map<String, String> row = fresh(own, Set.copyOf(key.columns()));
        for (String column : key.columns()) {
          if (!isScope(column)) {
            row.put(column, victim.get(column));
          }
        }
        write("insert with their key of " + key.name(), insert(insertable(row), row, ""));
        List<String> changed =
            key.columns().stream()
                .filter(relation.updatable()::contains)
                .filter(c -> !isScope(c) && victim.get(c) != null)
                .toList();
        if (!changed.isEmpty()) {
          relation
              .primaryKey()
              .ifPresent(
                  primary ->
                      write(
                          "update to their key of " + key.name(),
                          "update %s set %s where %s"
                              .formatted(
                                  relation.name(),
                                  assignments(changed, victim, ", "),
                                  assignments(primary.columns(), own, " and "))));
        }
      }
    }
    if (!attack.theirs().containsKey(relation.oid())) {
      return;
    }
    if (relation.isTable() && samples.theirs(relation).isEmpty()) {
      notProbed.add(
          "what " + relation.name() + " tells of " + attack.victim() + ", who has no row in it");
    } else if (relation.isTable() && samples.own(relation).isEmpty()) {
      notProbed.add(
          "unique indexes and foreign keys of "
              + relation.name()
              + " as "
              + attack.attacker()
              + ", as no row is theirs to copy");
    }
  }

  /** Inserts a row of the attacker that refers to a row of the victim. */
  private void references(Set<String> notProbed) {
    for (Relation.Reference reference : relation.references()) {
      if (samples.own(relation).isEmpty()) {
        continue;
      }
      for (Map<String, String> target : samples.theirs(reference.target())) {
        Map<String, String> own = samples.own(relation).get(0);
        Map<String, String> row = fresh(own, Set.of());
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < reference.columns().size(); i++) {
          String column = reference.columns().get(i);
          String value = target.get(reference.targetColumns().get(i));
          if (!column.equals("tenant_id") && value != null) {
            row.put(column, value);
            changed.add(column);
          }
        }
        write(
            "insert of a reference to theirs by " + reference.name(),
            insert(insertable(row), row, ""));
        List<String> updated = changed.stream().filter(relation.updatable()::contains).toList();
        if (!updated.isEmpty()) {
          relation
              .primaryKey()
              .ifPresent(
                  primary ->
                      write(
                          "update to a reference to theirs by " + reference.name(),
                          "update %s set %s where %s"
                              .formatted(
                                  relation.name(),
                                  assignments(updated, row, ", "),
                                  assignments(primary.columns(), own, " and "))));
        }
      }
    }
  }

  private static boolean isId(String column) {
    return column.equals("id") || column.endsWith("_id") && !isScope(column);
  }

  /** Leaves the columns that say whose row it is as the attacker's. */
  private static boolean isScope(String column) {
    return column.equals("tenant_id") || Scopes.PERSONS.contains(column);
  }

  /** The same row with another value in each key column that refers to nothing. */
  private Map<String, String> fresh(Map<String, String> row, Set<String> but) {
    Map<String, String> fresh = new LinkedHashMap<>(row);
    Set<String> keys = new LinkedHashSet<>();
    relation.uniques().forEach(key -> keys.addAll(key.columns()));
    keys.removeAll(relation.referencing());
    keys.removeAll(but);
    keys.remove("tenant_id");
    keys.removeAll(Scopes.PERSONS);
    for (String column : keys) {
      String value = fresh.get(column);
      if (value != null) {
        fresh.put(column, another(value, relation.type(column)));
      }
    }
    return fresh;
  }

  private static String another(String value, String type) {
    return switch (type) {
      // the time in the id stays
      case "uuid" ->
          value.substring(0, 24) + "%012x".formatted(value.hashCode() & 0xffffffL | 0x5eed000000L);
      case "text", "character varying" -> value.length() > 30 ? value : value + "-5eed";
      case "smallint", "integer", "bigint" ->
          value.length() > 8 ? value : String.valueOf(Long.parseLong(value) + 17);
      default -> value;
    };
  }

  private List<String> insertable(Map<String, String> row) {
    List<String> may = relation.insertable();
    List<String> columns =
        (may.isEmpty() ? relation.columns() : may)
            .stream().filter(c -> row.get(c) != null).toList();
    return columns.isEmpty() ? relation.columns().subList(0, 1) : columns;
  }

  private String insert(List<String> columns, Map<String, String> row, String rest) {
    return "insert into %s (%s) values (%s)%s"
        .formatted(relation.name(), join(columns), values(columns, row), rest);
  }

  private static String values(List<String> columns, Map<String, String> row) {
    return columns.stream().map(c -> value(row.get(c))).collect(Collectors.joining(", "));
  }

  private static String assignments(
      List<String> columns, Map<String, String> row, String separator) {
    return columns.stream()
        .map(c -> c + " = " + value(row.get(c)))
        .collect(Collectors.joining(separator));
  }

  private static String value(@Nullable String text) {
    return text == null ? "null" : literal(text);
  }

  private static String copied(@Nullable String text) {
    return text == null
        ? "\\N"
        : text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
  }
}
